using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProtoBuf.Grpc.Server;

namespace Tests.CodeFirst.Harness;

/// <summary>
/// A real Kestrel on a port of its own, with a <see cref="Probe"/>. It fails its test when it logged a warning that was not expected.
/// </summary>
internal sealed class ProbeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ProbeServer(WebApplication app, Probe probe, LogRecord log)
    {
        _app = app;
        Probe = probe;
        Log = log;
        Address = app.Urls.Single();
        Channel = Contracts.Connect(Address);
        Client = Contracts.Create<IProbe>(Channel);
    }

    public Probe Probe { get; }

    public LogRecord Log { get; }

    public string Address { get; }

    public GrpcChannel Channel { get; }

    public IProbe Client { get; }

    public static async Task<ProbeServer> StartAsync(
        Action<GrpcServiceOptions>? grpc = null,
        Action<IServiceCollection>? services = null,
        Action<IEndpointRouteBuilder>? map = null,
        Action<ListenOptions>? listen = null,
        int port = 0)
    {
        var probe = new Probe();
        var log = new LogRecord();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            Contracts.SetLimits(kestrel);
            kestrel.Listen(IPAddress.Loopback, port, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http2;
                listen?.Invoke(endpoint);
            });
        });
        builder.Services.AddSingleton(probe);
        builder.Services.AddCodeFirstGrpc(grpc);
        Contracts.Serve(builder.Services);
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        map?.Invoke(app);
        app.MapGrpcService<Probe>();
        await app.StartAsync().Patiently();
        return new ProbeServer(app, probe, log);
    }

    /// <summary>Stops the server, which gives its calls as long as the host's shutdown timeout.</summary>
    public Task StopAsync() => _app.StopAsync().Patiently();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.StopAsync().Patiently();
        await _app.DisposeAsync().Patiently();
        Log.AssertClean();
    }
}
