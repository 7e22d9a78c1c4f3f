using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CodeFirst.Grpc.Server;

/// <summary>Adds health checks, <c>grpc.health.v1.Health</c>.</summary>
public static class HealthServiceExtensions
{
    /// <summary>Adds <see cref="HealthService"/>, and what <see cref="MapCodeFirstGrpcHealthService"/> needs.</summary>
    public static IServiceCollection AddCodeFirstGrpcHealth(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddCodeFirstGrpc();
        services.TryAddSingleton<HealthEndpoint>();
        services.TryAddSingleton(static provider =>
        {
            var health = new HealthService();
            provider.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(health.Stop);
            return health;
        });
        return services;
    }

    /// <summary>Maps <c>grpc.health.v1.Health</c>. It tells of all services, mapped before or after it.</summary>
    /// <exception cref="InvalidOperationException"><see cref="AddCodeFirstGrpcHealth"/> has not been called.</exception>
    public static IEndpointConventionBuilder MapCodeFirstGrpcHealthService(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.ServiceProvider.GetService<HealthEndpoint>() is null
            ? throw new InvalidOperationException("Health checks are mapped, but have not been added: call services.AddCodeFirstGrpcHealth() first.")
            : endpoints.MapGrpcService<HealthEndpoint>();
    }
}
