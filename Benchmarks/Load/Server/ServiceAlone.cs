using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Listening;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Host.Services;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Benchmarks.Load.Server;

/// <summary>
/// The Satellite service with the Host's limits and nothing of the Host's around it: no log, no tokens, no interceptors. Compiled contracts
/// show what those cost; without compiled contracts it is protobuf-net.Grpc as it is.
/// </summary>
internal static class ServiceAlone
{
    public static async Task RunAsync(Arguments options)
    {
        var settings = new SatelliteOptions { CertificateFolder = options.Certificates };
        var identity = CertificateFiles.Load(settings, TimeProvider.System);
        var endpoints = new Endpoints(identity.Current);
        var mutualTls = new MutualTls(
            new ClientTrust(identity, DeniedList.Load(new SatelliteOptions()), TimeProvider.System),
            new ClientConnections(TimeProvider.System, NullLoggerFactory.Instance),
            new HandshakeLog(NullLoggerFactory.Instance, new LineBudget(TimeProvider.System)));
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services
            .AddRouting()
            .AddSingleton(settings)
            .AddSingleton(new MapDirectory(await Images.MapOfAsync(options)))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<SatelliteService>()
            .AddCodeFirstGrpc();
        if (!options.IsPlain)
        {
            builder.Services.AddCompiledContracts();
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            KestrelLimits.Set(kestrel);
            endpoints.Open(kestrel, endpoint => mutualTls.Use(endpoint, HttpProtocols.Http2));
        });
        await using WebApplication app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<SatelliteService>();
        await app.StartAsync();
        endpoints.Announce();
        await Task.Delay(Timeout.Infinite);
    }
}
