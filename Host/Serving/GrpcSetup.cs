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
            .AddSingleton<LiveService>()
            .AddSingleton<CallLogInterceptor>()
            .AddSingleton<TokenInterceptor>();
        services.AddCodeFirstGrpc(grpc =>
        {
            // The log stands outside, so that it sees refused calls as well.
            grpc.Interceptors.Add<CallLogInterceptor>();
            grpc.Interceptors.Add<TokenInterceptor>();
        });
        services.AddHealthAndReflection();
        return services;
    }

    public static void MapSatelliteServices(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<SatelliteService>();
        routes.MapGrpcService<CatalogService>();
        routes.MapGrpcService<LiveService>();
        routes.MapHealthAndReflection();
    }
}
