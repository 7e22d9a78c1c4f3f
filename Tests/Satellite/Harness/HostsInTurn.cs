namespace Tests.Satellite.Harness;

/// <summary>Hosts behind one address, one after the other, with the same files and settings.</summary>
internal sealed class HostsInTurn : IAsyncDisposable
{
    private readonly string[] _args;
    private readonly FaultProxy _proxy;
    private HostProcess _host;

    private HostsInTurn(TestCertificates certificates, string[] args, HostProcess host)
    {
        Certificates = certificates;
        _args = args;
        _host = host;

        // Small pieces, so that a Host's end falls between those of a message.
        _proxy = new FaultProxy(host.Address, Fault.None with { PieceSize = 1_000 });
    }

    public TestCertificates Certificates { get; }

    public string Address => _proxy.Address;

    /// <summary>Starts the first.</summary>
    public static async Task<HostsInTurn> StartAsync(TestCertificates certificates, params string[] args) =>
        new(certificates, args, await StartOneAsync(certificates, args));

    /// <summary>Kills the Host and starts the next. Meanwhile connections are accepted, and closed.</summary>
    public async Task KillAsync()
    {
        _host.Signal(Posix.SigKill);
        _proxy.PointAt(null);
        await _host.WaitForExitAsync();
        await _host.DisposeAsync();
        _host = await StartOneAsync(Certificates, _args);
        _proxy.PointAt(_host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _proxy.Dispose();
        await _host.DisposeAsync();
    }

    private static async Task<HostProcess> StartOneAsync(TestCertificates certificates, string[] args)
    {
        HostProcess host = await HostProcess.StartAsync(certificates, args);
        host.ExpectWarning("handshake");
        return host;
    }
}
