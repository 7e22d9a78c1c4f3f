using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CodeFirst.Grpc.Server;

/// <summary>Adds server reflection, <c>grpc.reflection.v1.ServerReflection</c> and its older name with v1alpha.</summary>
public static class ReflectionServiceExtensions
{
    /// <summary>Adds what <see cref="MapCodeFirstGrpcReflectionService"/> needs.</summary>
    public static IServiceCollection AddCodeFirstGrpcReflection(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddCodeFirstGrpc();
        services.TryAddSingleton<ReflectionEndpoint>();
        return services;
    }

    /// <summary>Maps server reflection. It tells of all services, mapped before or after it.</summary>
    /// <exception cref="InvalidOperationException"><see cref="AddCodeFirstGrpcReflection"/> has not been called.</exception>
    public static IEndpointConventionBuilder MapCodeFirstGrpcReflectionService(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.ServiceProvider.GetService<ReflectionEndpoint>() is null
            ? throw new InvalidOperationException("Server reflection is mapped, but has not been added: call services.AddCodeFirstGrpcReflection() first.")
            : endpoints.MapGrpcService<ReflectionEndpoint>();
    }
}
