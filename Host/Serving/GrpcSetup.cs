using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Host.Services;

namespace CodeFirstSatellite.Host.Serving;

/// <summary>Which services there are, and what stands around them.</summary>
internal static class GrpcSetup
{
    public static IServiceCollection AddSatelliteServices(this IServiceCollection services)
    {
        services
            .AddSingleton<SatelliteService>()
            .AddSingleton<CatalogService>()
            .AddSingleton<ArchiveService>()
            .AddSingleton<LiveService>()
            .AddSingleton<CallLogInterceptor>()
            .AddSingleton<TokenInterceptor>()
            .AddSingleton<MapFailureInterceptor>();
        services.AddCodeFirstGrpc(grpc =>
        {
            // The log stands outside, so that it sees refused calls as well.
            grpc.Interceptors.Add<CallLogInterceptor>();
            grpc.Interceptors.Add<TokenInterceptor>();
            grpc.Interceptors.Add<MapFailureInterceptor>();
        });
        services.AddHealthAndReflection();
        return services;
    }

    public static void MapSatelliteServices(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<SatelliteService>();
        routes.MapGrpcService<CatalogService>();
        routes.MapGrpcService<ArchiveService>();
        routes.MapGrpcService<LiveService>();
        routes.MapHealthAndReflection();
    }
}
