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

    // The certificates are read and tried while the application is put together, which takes as long.
    Task<ServerIdentity> identity = Task.Run(() => CertificateFiles.Load(options, TimeProvider.System));
    WriterList writers = WriterList.Load(options);
    await using MapDirectory maps = await MapFile.LoadAsync(options, isWritable: !writers.IsEmpty);
    using var signals = new StopSignals();
    using var log = new LineQueue(Console.OpenStandardError(), isHeld: true);
    Task<Exception?> warmUp = WarmUp.RunAsync(configuration, maps, identity);
    await using WebApplication app = new SatelliteApp
    {
        Options = options,
        Configuration = configuration,
        Maps = maps,
        Tokens = tokens,
        Writers = writers,
        Identity = identity,
        Log = log,
        Listen = (kestrel, configure) => Listeners.Open(kestrel, options.Urls, configure),
    }.Build();
    TextWriter output = Console.Out;

    Exception? coldBecause = await warmUp;
    await Listeners.StartAsync(app);
    log.Release();
    HostLog.Started(app.Services.GetRequiredService<ILoggerFactory>(), options, maps, tokens, writers, await identity, coldBecause);
    output.WriteLine($"listening on {Listeners.Describe(app)}");

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
