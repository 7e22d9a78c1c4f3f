namespace CodeFirst.Grpc.Framing;

/// <summary>What is said when the bytes of a call are not messages in their frames; the same words on both sides.</summary>
internal static class FramingErrors
{
    public static RpcException UnknownFlag(byte flag) =>
        Internal($"the received message's compression flag is {flag}; it can be 0 or 1");

    // compression.md, "Test cases" 6.
    public static RpcException CompressedWithoutEncoding() =>
        Internal("the received message is flagged as compressed, but the peer named no grpc-encoding that compresses");

    public static RpcException Truncated(long expected, long got) =>
        Internal($"the peer ended the stream inside a message: {expected} bytes were announced, {got} came");

    public static RpcException TruncatedPrefix(long got) =>
        Internal($"the peer ended the stream inside a message's prefix: {MessagePrefix.Size} bytes were expected, {got} came");

    public static RpcException TooLongToReceive(long length, int limit) =>
        new(new Status(StatusCode.ResourceExhausted, $"the received message of {length} bytes exceeds the limit of {limit} bytes"));

    public static RpcException TooLongDecompressed(long compressed, int limit) =>
        new(new Status(StatusCode.ResourceExhausted, $"the received message, which came as {compressed} bytes, exceeds the limit of {limit} bytes when decompressed"));

    // statuscodes.md: "decompress failure" is INTERNAL on both sides.
    public static RpcException NotCompressed(string algorithm, Exception cause) =>
        new(new Status(StatusCode.Internal, $"the received message cannot be decompressed with '{algorithm}', which the peer named as its encoding: {cause.Message}", cause));

    public static RpcException TooLongToSend(long length, int limit) =>
        new(new Status(StatusCode.ResourceExhausted, $"the message to send of {length} bytes exceeds the limit of {limit} bytes"));

    private static RpcException Internal(string detail) => new(new Status(StatusCode.Internal, detail));
}
