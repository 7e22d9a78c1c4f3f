using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>A Host, and satcli set up to call it.</summary>
internal sealed class SatcliOnHost : IAsyncDisposable
{
    private readonly RunningHost _host;

    private SatcliOnHost(RunningHost host) => _host = host;

    public HostProcess Host => _host.Process;

    public TestCertificates Certificates => _host.Certificates;

    public ScratchFolder Folder { get; } = new();

    /// <summary>What a person would export in a shell.</summary>
    public Dictionary<string, string> Environment => new() { ["SATCLI_SERVER"] = Host.Address, ["SATCLI_CERTS"] = Certificates.Folder };

    public static async Task<SatcliOnHost> StartAsync(params string[] hostArguments) => new(await RunningHost.StartAsync(hostArguments));

    /// <summary>Starts satcli; arguments are parted by blanks.</summary>
    public SatcliProcess Start(string arguments) => SatcliProcess.Start(Folder.Path, Environment, arguments.Split(' '));

    /// <summary>Runs satcli to its end.</summary>
    public async Task<SatcliProcess.Result> RunAsync(string arguments)
    {
        using SatcliProcess satcli = Start(arguments);
        return await satcli.EndAsync();
    }

    /// <summary>Runs a script of sh, to which <c>"$@"</c> is satcli, to its end.</summary>
    public async Task<SatcliProcess.Result> RunScriptAsync(string script, params IReadOnlyList<string> launcher)
    {
        using SatcliProcess satcli = SatcliProcess.StartScript(Folder.Path, Environment, script, launcher);
        return await satcli.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Folder.Dispose();
    }
}
