using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Tests.CodeFirst.Harness;

/// <summary>A server that answers every request as its test says, also as ours never would.</summary>
internal sealed class ScriptedServer(WebApplication app, GrpcChannel channel) : IAsyncDisposable
{
    public GrpcChannel Channel => channel;

    public string Address => app.Urls.Single();

    public IProbe Client { get; } = Contracts.Create<IProbe>(channel);

    public static async Task<ScriptedServer> StartAsync(RequestDelegate script)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, e => e.Protocols = HttpProtocols.Http2));
        WebApplication app = builder.Build();
        app.Run(script);
        await app.StartAsync().Patiently();
        return new ScriptedServer(app, Contracts.Connect(app.Urls.Single()));
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.DisposeAsync().Patiently();
    }
}
