using System.Text;
using CodeFirstSatellite.Contracts;

namespace Tests.Satellite.Harness;

/// <summary>A Host process with certificates of its own and a client that it takes.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private RunningHost(TestCertificates certificates, HostProcess process)
    {
        Certificates = certificates;
        Process = process;
        Client = new HostClient(process.Address, certificates, certificates.Client);
    }

    public TestCertificates Certificates { get; }

    public HostProcess Process { get; }

    public HostClient Client { get; }

    public ISatellite Satellite => Client.Satellite;

    public static Task<RunningHost> StartAsync(params string[] args) => StartAsync(new TestCertificates(), args);

    /// <summary>Starts one with certificates that were made before, which are deleted with it.</summary>
    public static async Task<RunningHost> StartAsync(TestCertificates certificates, params string[] args) =>
        new(certificates, await HostProcess.StartAsync(certificates, args));

    /// <summary>The same with environment variables.</summary>
    public static async Task<RunningHost> StartAsync(
        TestCertificates certificates, Dictionary<string, string> environment, params string[] args) =>
        new(certificates, await HostProcess.StartAsync(certificates, environment, args));

    /// <summary>Starts one whose client may store images.</summary>
    public static Task<RunningHost> StartWritableAsync(params string[] args)
    {
        var certificates = new TestCertificates();
        return StartAsync(certificates, ["--writers", TestCertificates.Sha256(certificates.Client), .. args]);
    }

    public static Area AreaOf(int llx, int lly, int urx, int ury) =>
        new() { LowerLeft = new Location { X = llx, Y = lly }, UpperRight = new Location { X = urx, Y = ury } };

    /// <summary>Streams an area to its end, a line of text per row.</summary>
    public async Task<string> ReadAsync(Area area, CallContext context = default)
    {
        var text = new StringBuilder();
        int? row = null;
        await foreach (Image image in Satellite.GetImages(area, context))
        {
            if (row is not null && row != image.Y)
            {
                text.Append('\n');
            }

            row = image.Y;
            text.Append(Encoding.ASCII.GetString(image.Bytes.Span));
        }

        return text.Append('\n').ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Process.DisposeAsync();
        Certificates.Dispose();
    }
}
