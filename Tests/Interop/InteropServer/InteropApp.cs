using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tests.InteropServer;

/// <summary>Kestrel on 127.0.0.1, with the test service alone.</summary>
internal static class InteropApp
{
    /// <summary>Serves until it is told to stop; says where on one line of stdout.</summary>
    /// <param name="port">The port; 0 for one that is free.</param>
    /// <param name="tls">Null for HTTP/2 without TLS.</param>
    public static async Task RunAsync(int port, ServerTls? tls, CancellationToken stop)
    {
        // No command line, environment or settings file: the flags say it all.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.UseGrpcLimits();
            kestrel.Listen(IPAddress.Loopback, port, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http2;
                if (tls is not null)
                {
                    endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => new(tls.Options) });
                }
            });
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton<OfficialService>();
        builder.Services.AddCodeFirstGrpc(options => options.Interceptors.Add<ServerLog>());
        builder.Services.AddCompiledContracts();
        builder.Services.AddRequestCompression();

        await using WebApplication app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<OfficialService>();
        await app.StartAsync(stop);
        Console.WriteLine($"listening on {app.Urls.Single()}");
        await app.WaitForShutdownAsync(stop);
    }
}
