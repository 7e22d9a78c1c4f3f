using System.Net;
using CodeFirst.Grpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Micro.ServerCall;

/// <summary>A real Kestrel on loopback, without TLS, logging nothing, with the service and the bare endpoints beside it.</summary>
internal sealed class MicroServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MicroServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    public static async Task<MicroServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.UseGrpcLimits();
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton<MicroService>();
        builder.Services.AddCodeFirstGrpc();
        WebApplication app = builder.Build();
        app.MapGrpcService<MicroService>();
        BareEndpoints.Map(app);
        await app.StartAsync();
        return new MicroServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
