namespace Tests.TestService;

/// <summary>How the tests compress.</summary>
public static class OfficialCompression
{
    /// <summary>The encoding.</summary>
    public const string Encoding = "gzip";

    /// <summary>
    /// Metadata that is not sent: grpc-dotnet takes it, among a request's headers or a response's, as the encoding of the messages
    /// that follow.
    /// </summary>
    public const string EncodingRequest = "grpc-internal-encoding-request";

    /// <summary>Keeps a message from being compressed where others are.</summary>
    public static WriteOptions Uncompressed { get; } = new(WriteFlags.NoCompress);
}
