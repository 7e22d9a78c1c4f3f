namespace Tests.TestService;

/// <summary>Metadata that the server sends back.</summary>
public static class EchoMetadata
{
    /// <summary>Text that comes back in the response's headers.</summary>
    public const string Initial = "x-grpc-test-echo-initial";

    /// <summary>Bytes that come back in the trailers.</summary>
    public const string Trailing = "x-grpc-test-echo-trailing-bin";
}
