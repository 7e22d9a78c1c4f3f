namespace CodeFirst.Grpc.Protocol;

/// <summary>The headers and trailers that are the protocol's own.</summary>
internal static class GrpcHeaders
{
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string StatusDetails = "grpc-status-details-bin";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string MessageType = "grpc-message-type";
    public const string Te = "te";
    public const string Trailers = "trailers";
    public const string UserAgent = "user-agent";

    /// <summary>
    /// Whether a header is for the application to see and to set. The rest of the <c>grpc-</c> names is reserved but not
    /// the transport's: <c>grpc-status-details-bin</c> and <c>grpc-previous-rpc-attempts</c> go through.
    /// </summary>
    public static bool IsCustom(string name) => name.Length switch
    {
        0 => false,
        _ when name[0] == ':' => false,
        _ => !(Is(name, Status) || Is(name, Message) || Is(name, Timeout) || Is(name, Encoding) || Is(name, AcceptEncoding)
            || Is(name, MessageType) || Is(name, Te) || Is(name, "content-type") || Is(name, "host") || Is(name, "content-length")),
    };

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
