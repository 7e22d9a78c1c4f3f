namespace CodeFirst.Grpc.Protocol;

/// <summary>HTTP/2's error codes in words.</summary>
/// <remarks>RFC 9113, section 7.</remarks>
internal static class Http2ErrorCodes
{
    private static readonly string[] Names =
    [
        "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR",
        "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
    ];

    /// <summary>A code for people, such as <c>CANCEL (0x8)</c>.</summary>
    public static string Name(long code) => (ulong)code < (ulong)Names.Length ? $"{Names[code]} (0x{code:X})" : $"0x{code:X}";
}
