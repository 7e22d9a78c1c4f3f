using System.Net.Sockets;
using System.Security.Authentication;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Host.Services;

namespace CodeFirstSatellite.Host.Serving;

/// <summary>
/// Makes the first client's calls as quick as later ones: before any port is open, the same application is served on a
/// socket that only this machine can reach and called, so that its code is compiled. It shows its real certificate, whose
/// key is then in use already, and trusts a throw-away authority alone.
/// </summary>
internal static class WarmUp
{
    private const string Token = "warm-up";

    // It takes about a second of processor time. A machine so busy that this takes half a minute serves slowly either way;
    // what is still not done by then hangs, and it is better to serve cold.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Serves and calls <paramref name="maps"/>. Returns what went wrong, if anything did: serving goes on without.</summary>
    public static async Task<Exception?> RunAsync(IConfiguration configuration, MapDirectory maps, ServerIdentity identity)
    {
        using var giveUp = new CancellationTokenSource(Longest);
        using var certificates = new ThrowAwayCertificates(TimeProvider.System);
        using var log = new LineQueue(Stream.Null);
        UnixDomainSocketEndPoint endPoint = NewEndPoint();
        try
        {
            await using WebApplication app = new SatelliteApp
            {
                Options = new SatelliteOptions(),
                Configuration = configuration,
                Maps = maps,
                Tokens = new TokenList([Token]),
                Identity = identity with { Authorities = certificates.Authorities },
                Log = log,
                Listen = (kestrel, configure) => kestrel.Listen(endPoint, configure),
            }.Build();
            await app.StartAsync(giveUp.Token);
            await using (WarmUpClient client = await WarmUpClient.ConnectAsync(endPoint, certificates.Client, identity.Certificate, giveUp.Token))
            {
                await client.CallEverythingAsync(maps.Default.Grid, Token, giveUp.Token);
            }

            await app.StopAsync(giveUp.Token);
            return null;
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or InvalidOperationException or OperationCanceledException)
        {
            return e;
        }
    }

    // On Linux a name that is no file: it needs no folder that can be written to, and nothing is left behind.
    private static UnixDomainSocketEndPoint NewEndPoint()
    {
        string name = $"satellite-{Guid.NewGuid():N}";
        return new UnixDomainSocketEndPoint(OperatingSystem.IsLinux() ? "\0" + name : Path.Combine(Path.GetTempPath(), name));
    }
}
