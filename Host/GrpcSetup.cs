using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Calls;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Observability;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Host.Services;
using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeFirstSatellite.Host;

/// <summary>The services, their interceptors, health checks and reflection.</summary>
internal static class GrpcSetup
{
    // gRPC's usual limit of a message, in bytes.
    private const int LargestImage = 4 * 1024 * 1024;

    public static IServiceCollection AddSatelliteServices(
        this IServiceCollection services, HostLimits limits, bool needsToken, bool isAccessRuled)
    {
        services
            .AddSingleton<SatelliteService>()
            .AddSingleton<CatalogService>()
            .AddSingleton<ArchiveService>()
            .AddSingleton<LiveService>()
            .AddSingleton<CallDrain>()
            .AddSingleton<CallLog>()
            .AddSingleton<HostMetrics>()
            .AddSingleton<CallEndInterceptor>()
            .AddSingleton<TokenInterceptor>()
            .AddSingleton<AccessInterceptor>()
            .AddSingleton<MapFailures>();
        services.AddCompiledContracts();
        services.AddCodeFirstGrpc(grpc =>
        {
            // The logging interceptor is the outer one, so it sees refused calls too. None wraps a response stream, or its messages
            // would be sent one by one.
            grpc.Interceptors.Add<CallEndInterceptor>();
            grpc.MaxReceiveMessageSize = limits.RequestBytes ?? LargestImage;
            if (needsToken)
            {
                grpc.Interceptors.Add<TokenInterceptor>();
            }

            if (isAccessRuled)
            {
                grpc.Interceptors.Add<AccessInterceptor>();
            }
        });
        services.Configure<GrpcServiceOptions<ArchiveService>>(grpc => grpc.MaxReceiveMessageSize = LargestImage);
        services
            .AddGrpcHealthChecks(health => Array.ForEach(Services, service => health.Services.Map(service, static _ => true)))

            // A Host that answers is serving. When it stops, the package itself tells those who watch its health.
            .AddCheck("serving", static () => HealthCheckResult.Healthy());
        services.AddGrpcReflection();
        return services;
    }

    public static void MapSatelliteServices(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<SatelliteService>();
        routes.MapGrpcService<CatalogService>();
        routes.MapGrpcService<ArchiveService>();
        routes.MapGrpcService<LiveService>();
        routes.MapGrpcHealthChecksService().AllowAnonymous();
        routes.MapGrpcReflectionService().AllowAnonymous();
    }

    private static string[] Services { get; } =
        [.. ContractFiles.All.SelectMany(file => file.Service.Select(service => $"{file.Package}.{service.Name}"))];
}
