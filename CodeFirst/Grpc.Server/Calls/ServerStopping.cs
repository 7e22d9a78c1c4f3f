namespace CodeFirst.Grpc.Server;

/// <summary>How calls end that could go on for ever, so that a server which stops need not wait for them.</summary>
internal static class ServerStopping
{
    public static RpcException Error() => new(new Status(StatusCode.Unavailable, "the server is shutting down"));
}
