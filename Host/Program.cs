using System.CommandLine;
using CodeFirstSatellite.Host;
using CodeFirstSatellite.Host.Calls;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Listening;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Observability;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Host.Viewing;
using CodeFirstSatellite.Trust;

try
{
    ParseResult line = HostCommand.Parse(args);
    if (HostCommand.Answers(line))
    {
        return 0;
    }

    SystemAuthorities.Ignore();
    IConfiguration configuration = AppSettings.Load();
    SatelliteOptions options = SettingReader.Read(line, SettingReader.ProcessEnvironment(), configuration);
    Reloadable<TokenList> tokens = TokenList.Load(options);
    Reloadable<WriterList> writers = WriterList.Load(options);
    Reloadable<DeniedList> denied = DeniedList.Load(options);
    Reloadable<AccessList> access = AccessList.Load(options);

    // The certificates are read and checked while the maps are opened.
    Task<Reloadable<ServerIdentity>> identity = Task.Run(() => CertificateFiles.Load(options, TimeProvider.System));
    await using MapDirectory maps = await MapOpening.OpenAsync(options, isWritable: !writers.Current.IsEmpty);
    using var signals = new HostSignals();
    using var manager = ServiceManager.Find(TimeProvider.System);
    using var log = new LineQueue(Console.OpenStandardError(), isHeld: true, options.LogFormat);
    using AuditLog audit = AuditLog.Open(options, TimeProvider.System);
    await using WebApplication app = new SatelliteApp
    {
        Options = options,
        Configuration = configuration,
        Maps = maps,
        Tokens = tokens,
        Writers = writers,
        Denied = denied,
        Access = access,
        Identity = await identity,
        Log = log,
        Audit = audit,
        Listen = (kestrel, configure) => Listeners.Open(kestrel, options.Urls, configure),
    }.Build();

    await using MonitoringPort? monitoring = await MonitoringPort.OpenAsync(options, app);
    await using ViewingPort? viewing = await ViewingPort.OpenAsync(options, app);
    await Listeners.StartAsync(app);
    log.Release();
    HostLog.Started(
        app.Services.GetRequiredService<ILoggerFactory>(), options, maps, tokens.Current, writers.Current, (await identity).Current);
    StandardOutput.Write($"listening on {Listeners.Describe(app)}\n");
    manager?.Ready(Listeners.Describe(app));
    signals.OnHangup(() =>
    {
        manager?.Reloading();
        app.Services.GetRequiredService<TrustRefresh>().ReadAgain();
        manager?.Reloaded();
    });

    await signals.Stopped;
    manager?.Stopping(options.Drain);
    Task unseen = viewing?.StopAsync(options.Drain, TimeProvider.System) ?? Task.CompletedTask;
    await Drain.RunAsync(app, options.Drain, TimeProvider.System);
    await unseen;
    return 0;
}
catch (StartException e)
{
    foreach (string wrong in e.Message.Split('\n'))
    {
        Console.Error.WriteLine($"host: {wrong}");
    }

    return e.ExitCode;
}
