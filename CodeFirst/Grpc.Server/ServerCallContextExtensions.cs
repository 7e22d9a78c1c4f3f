using Microsoft.AspNetCore.Http;

namespace CodeFirst.Grpc.Server;

/// <summary>What a call on ASP.NET Core has beside what gRPC knows of it.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>The HTTP request that carries the call.</summary>
    /// <exception cref="InvalidOperationException">The context is not that of a call of this server.</exception>
    public static HttpContext GetHttpContext(this ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ServerCall.From(context).Http;
    }
}
