using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Host.Services;
using CodeFirstSatellite.Host.Serving;

if (Switches.AskForHelp(args))
{
    Console.Out.Write(HelpText.Text);
    return 0;
}

try
{
    SystemAuthorities.Ignore();
    IConfiguration configuration = AppSettings.Load();
    SatelliteOptions options = SettingReader.Read(args, SettingReader.ProcessEnvironment(), configuration);
    TokenList tokens = TokenList.Load(options);
    ServerIdentity identity = CertificateFiles.Load(options, TimeProvider.System);
    await using MapDirectory maps = await MapFile.LoadAsync(options);

    using var signals = new StopSignals();
    using var log = new LineQueue(Console.OpenStandardError(), isHeld: true);
    Exception? coldBecause = await WarmUp.RunAsync(configuration, maps, identity);

    await using WebApplication app = new SatelliteApp
    {
        Options = options,
        Configuration = configuration,
        Maps = maps,
        Tokens = tokens,
        Identity = identity,
        Log = log,
        Listen = (kestrel, configure) => Listeners.Open(kestrel, options.Urls, configure),
    }.Build();
    await Listeners.StartAsync(app);
    log.Release();
    HostLog.Started(app.Services.GetRequiredService<ILoggerFactory>(), options, maps, tokens, identity, coldBecause);
    Console.Out.WriteLine($"listening on {Listeners.Describe(app)}");

    await signals.First;
    await Drain.RunAsync(app, options.Drain, TimeProvider.System);
    return 0;
}
catch (StartException e)
{
    foreach (string line in e.Message.Split('\n'))
    {
        Console.Error.WriteLine($"host: {line}");
    }

    return e.ExitCode;
}
