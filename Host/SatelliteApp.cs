using CodeFirstSatellite.Host.Calls;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Listening;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Observability;
using CodeFirstSatellite.Host.Postgres;
using CodeFirstSatellite.Host.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CodeFirstSatellite.Host;

/// <summary>Puts the application together.</summary>
internal sealed class SatelliteApp
{
    public required SatelliteOptions Options { get; init; }

    public required IConfiguration Configuration { get; init; }

    public required MapDirectory Maps { get; init; }

    public required Reloadable<TokenList> Tokens { get; init; }

    /// <summary>Who may store images; by default nobody.</summary>
    public Reloadable<WriterList> Writers { get; init; } = WriterList.Nobody;

    public required Reloadable<ServerIdentity> Identity { get; init; }

    /// <summary>Clients that are not let in; by default none.</summary>
    public Reloadable<DeniedList> Denied { get; init; } = DeniedList.Load(new SatelliteOptions());

    /// <summary>Who may call what; by default everybody everything.</summary>
    public Reloadable<AccessList> Access { get; init; } = AccessList.Everybody;

    public required LineQueue Log { get; init; }

    /// <summary>By default there is none.</summary>
    public AuditLog Audit { get; init; } = new(null, TimeProvider.System);

    /// <summary>Opens the endpoints, and applies to each, with the callback, what its connections pass.</summary>
    public required Action<KestrelServerOptions, Action<ListenOptions>> Listen { get; init; }

    public WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var budget = new LineBudget(TimeProvider.System);
        AddLogging(builder.Logging, budget);
        builder.Services
            .AddSingleton(Options)
            .AddSingleton(Maps)
            .AddSingleton(Tokens)
            .AddSingleton(Identity)
            .AddSingleton(Denied)
            .AddSingleton(Access)
            .AddSingleton(Writers)
            .AddSingleton(TimeProvider.System)
            // Made by a factory, so that the container disposes it, which logs what it holds back.
            .AddSingleton(_ => budget)
            .AddSingleton(Audit)
            .AddSingleton<Refusals>()
            .AddSingleton<ConnectionGate>()
            .AddSingleton<HandshakeLog>()
            .AddSingleton<ConnectionAge>()
            .AddSingleton<ControlFrameLimit>()
            .AddSingleton<ClientQuotas>()
            .AddSingleton<CallQuota>()
            .AddSingleton<ReceiveBudget>()
            .AddSingleton<MutualTls>()
            .AddSingleton<ClientTrust>()
            .AddSingleton<ClientConnections>()
            .AddSingleton<IEnumerable<IReloadable>>([Identity, Denied, Tokens, Writers, Access])
            .AddSingleton<TrustRefresh>()
            .AddSingleton<IHostLifetime, NoLifetime>()
            .AddSatelliteServices(Options.Limits, needsToken: !Tokens.Current.IsEmpty, isAccessRuled: !Access.Current.IsOpen)
            .AddHostedService<BurstMemory>()
            .AddHostedService<MapRefresh>()
            .AddHostedService(static services => services.GetRequiredService<TrustRefresh>())
            .AddHostedService<DatabaseListening>();

        if (TelemetrySignals.Of(Options, Configuration) is { IsAny: true } signals)
        {
            Telemetry.Add(builder, signals, Options, Configuration);
        }

        // The drain has a time limit of its own; this one must not end it.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            KestrelLimits.Set(kestrel);
            Listen(kestrel, endpoint => Guard(endpoint, kestrel.ApplicationServices, HttpProtocols.Http2));
        });

        // After Kestrel's own, which it replaces.
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, BlockPoolFactory>();
        WebApplication app = builder.Build();
        app.UseRouting();
        app.Use(ExactPath.RequireAsync);
        CallQuota quota = app.Services.GetRequiredService<CallQuota>();
        app.Use(next => http => quota.RunAsync(http, next));
        ReceiveBudget receiving = app.Services.GetRequiredService<ReceiveBudget>();
        app.Use(next => http => receiving.RunAsync(http, next));
        app.MapSatelliteServices();
        return app;
    }

    /// <summary>What every connection of the Host's own passes, from the outside to the inside.</summary>
    /// <param name="endpoint">Where connections arrive.</param>
    /// <param name="services">The services of this application, which all ports share.</param>
    /// <param name="protocols">The versions of HTTP that the endpoint speaks.</param>
    public static void Guard(ListenOptions endpoint, IServiceProvider services, HttpProtocols protocols)
    {
        var gate = services.GetRequiredService<ConnectionGate>();
        endpoint.Use(gate.BeforeTls);
        services.GetRequiredService<MutualTls>().Use(endpoint, protocols);
        endpoint.Use(gate.AfterTls);
        endpoint.Use(services.GetRequiredService<ClientQuotas>().Count);
        endpoint.Use(services.GetRequiredService<ConnectionAge>().Limit);
        endpoint.Use(services.GetRequiredService<ControlFrameLimit>().Watch);
    }

    private void AddLogging(ILoggingBuilder logging, LineBudget budget)
    {
        logging
            .SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)

            // It would log every failed call, which our own log does.
            .AddFilter("Grpc", LogLevel.Warning)

            // With a listener, ASP.NET Core makes a scope and an activity for every request, which nothing here reads. Unexpected failures
            // are logged by Kestrel's own category too.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddConfiguration(Configuration.GetSection("Logging"))
            .AddProvider(new StderrLoggerProvider(Log, budget, TimeProvider.System))
            .AddProvider(new HandshakeFailures())
            .AddFilter<HandshakeFailures>((category, _) => category == HandshakeFailures.Category);
    }
}
