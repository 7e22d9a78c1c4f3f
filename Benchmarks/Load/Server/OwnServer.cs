using CodeFirstSatellite.Host;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Postgres;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Maps;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Benchmarks.Load.Server;

/// <summary>
/// The Host's application with endpoints and maps that the Host itself refuses to have: plaintext, TLS without client certificates, large
/// images.
/// </summary>
internal static class OwnServer
{
    public static async Task RunAsync(Arguments options)
    {
        var settings = new SatelliteOptions { CertificateFolder = options.Certificates, ClientLimits = ClientLimits.None };
        var identity = CertificateFiles.Load(settings, TimeProvider.System);
        var endpoints = new Endpoints(identity.Current);
        bool isLogged = options.Text("--log") != "none";
        using var log = new LineQueue(isLogged ? File.Create(options.Text("--log")) : Stream.Null);
        IMapSource map = await Images.MapOfAsync(options);
        await using WebApplication app = new SatelliteApp
        {
            Options = settings,
            Configuration = isLogged ? new ConfigurationManager() : WithoutCallLog(),
            Maps = new MapDirectory([map], map is PostgresMap { Database: var database } ? [database] : []),
            Tokens = TokenList.Load(settings),
            Identity = identity,
            Log = log,
            Listen = endpoints.Open,
        }.Build();
        await app.StartAsync();
        endpoints.Announce();
        await Task.Delay(Timeout.Infinite);
    }

    private static ConfigurationManager WithoutCallLog() => new() { [$"Logging:LogLevel:{LogCategory.Call}"] = "None" };
}
