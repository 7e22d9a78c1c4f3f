using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CodeFirst.Grpc.Server;

/// <summary>Adds code-first gRPC to an ASP.NET Core application.</summary>
public static class GrpcServiceExtensions
{
    /// <summary>Adds what mapped services need.</summary>
    public static IServiceCollection AddCodeFirstGrpc(this IServiceCollection services, Action<GrpcServiceOptions>? configure = null) => throw new NotImplementedException();

    /// <summary>Maps the methods of every contract that <typeparamref name="TService"/> implements.</summary>
    public static IEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder endpoints)
        where TService : class => throw new NotImplementedException();
}
