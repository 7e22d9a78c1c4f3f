namespace CodeFirst.Grpc.Server;

/// <summary>Tells clients the schema of what a server serves. https://github.com/grpc/grpc/blob/master/doc/server-reflection.md</summary>
[Service("grpc.reflection.v1.ServerReflection")]
internal interface IServerReflection
{
    /// <summary>Answers each request with one response, in order.</summary>
    IAsyncEnumerable<ServerReflectionResponse> ServerReflectionInfo(IAsyncEnumerable<ServerReflectionRequest> requests, CallContext context = default);
}

/// <summary>
/// The same by the name that older clients ask for. Its messages are those of v1: they are equal field by field, and names of
/// messages are not sent.
/// </summary>
[Service("grpc.reflection.v1alpha.ServerReflection")]
internal interface IServerReflectionV1Alpha
{
    /// <summary>Answers each request with one response, in order.</summary>
    IAsyncEnumerable<ServerReflectionResponse> ServerReflectionInfo(IAsyncEnumerable<ServerReflectionRequest> requests, CallContext context = default);
}
