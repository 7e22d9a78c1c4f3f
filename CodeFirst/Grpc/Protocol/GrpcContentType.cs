namespace CodeFirst.Grpc.Protocol;

/// <summary>The content type of requests and responses.</summary>
internal static class GrpcContentType
{
    public const string Value = "application/grpc";

    /// <summary>
    /// Whether a content type is gRPC's: exactly <c>application/grpc</c>, or followed by a message format (<c>+proto</c>)
    /// or parameters (<c>;</c>). <c>application/grpc-web</c>, another protocol, starts with the same letters.
    /// </summary>
    public static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(Value, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == Value.Length || contentType[Value.Length] is '+' or ';');
}
