using System.Collections.Concurrent;
using System.Net;
using CodeFirst.Grpc.AspNetCore;
using CodeFirst.Grpc.Client;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProtoBuf.Grpc.Client;
using ProtoBuf.Grpc.Server;

namespace Tests.CodeFirst.Engine;

/// <summary>A server of the plant, with compiled contracts or with protobuf-net.Grpc alone.</summary>
internal sealed class PlantServer : IAsyncDisposable
{
    /// <summary>Limit of sent messages.</summary>
    public const int MaxSize = 1_000_000;

    private readonly WebApplication _app;
    private readonly CallLog _log;

    private PlantServer(WebApplication app, CallLog log)
    {
        _app = app;
        _log = log;
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public string Address { get; }

    public Plant Plant => _app.Services.GetRequiredService<Plant>();

    /// <summary>Level and name of each event that says how a call went.</summary>
    public IReadOnlyCollection<string> Events => _log.Events;

    public static async Task<PlantServer> StartAsync(
        bool compiled, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? use = null)
    {
        var log = new CallLog();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseGrpcLimits();
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton<Plant>();
        builder.Services.AddCodeFirstGrpc(options => options.MaxSendMessageSize = MaxSize);
        if (compiled)
        {
            builder.Services.AddCompiledContracts();
        }

        configure?.Invoke(builder);
        WebApplication app = builder.Build();
        use?.Invoke(app);
        app.MapGrpcService<Plant>();
        app.MapGrpcService<Frank>();
        await app.StartAsync();
        return new PlantServer(app, log);
    }

    public GrpcChannel CreateChannel(bool compiled, Action<GrpcChannelOptions>? configure = null)
    {
        var options = new GrpcChannelOptions();
        configure?.Invoke(options);
        return GrpcChannel.ForAddress(Address, compiled ? options.UseCompiledContracts() : options);
    }

    public static T CreateClient<T>(GrpcChannel channel, bool compiled)
        where T : class =>
            compiled ? CompiledChannelExtensions.CreateGrpcService<T>(channel) : GrpcClientFactory.CreateGrpcService<T>(channel);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class CallLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _events = new();

        public IReadOnlyCollection<string> Events => _events;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name is { } name && (logLevel > LogLevel.Information || name.Contains("ServiceMethod", StringComparison.Ordinal)))
            {
                _events.Enqueue($"{logLevel} {name}");
            }
        }

        public void Dispose()
        {
        }
    }
}
