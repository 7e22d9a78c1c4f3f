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
    /// <exception cref="StartException">There is no <paramref name="identity"/>.</exception>
    public static async Task<Exception?> RunAsync(IConfiguration configuration, MapDirectory maps, Task<ServerIdentity> identity)
    {
        var giveUp = new CancellationTokenSource(Longest);
        var log = new LineQueue(Stream.Null);
        UnixDomainSocketEndPoint endPoint = NewEndPoint();
        Task<ThrowAwayCertificates> certificates = Task.Run(() => new ThrowAwayCertificates(TimeProvider.System));
        WebApplication app = new SatelliteApp
        {
            Options = new SatelliteOptions(),
            Configuration = configuration,
            Maps = maps,
            Tokens = new TokenList([Token]),
            Identity = TrustingAsync(identity, certificates),
            Log = log,
            LooksAfterMaps = false,
            Listen = (kestrel, configure) => kestrel.Listen(endPoint, configure),
        }.Build();
        try
        {
            await app.StartAsync(giveUp.Token);
            await using WarmUpClient client = await WarmUpClient.ConnectAsync(endPoint, (await certificates).Client, (await identity).Certificate, giveUp.Token);
            await client.CallEverythingAsync(maps.Default.Grid, Token, giveUp.Token);
            return null;
        }
        catch (Exception e) when (IsExpected(e))
        {
            return e;
        }
        finally
        {
            // Nobody waits for it: there is nothing left to be called, and the Host would be up later.
            _ = EndAsync(app, certificates, log, giveUp);
        }
    }

    private static async Task<ServerIdentity> TrustingAsync(Task<ServerIdentity> identity, Task<ThrowAwayCertificates> certificates) =>
        await identity with { Authorities = (await certificates).Authorities };

    private static async Task EndAsync(WebApplication app, Task<ThrowAwayCertificates> certificates, LineQueue log, CancellationTokenSource giveUp)
    {
        try
        {
            await app.StopAsync(giveUp.Token);
            await app.DisposeAsync();
            (await certificates).Dispose();
        }
        catch (Exception e) when (IsExpected(e))
        {
            // What it was for is done, or was given up for a reason that is in the log.
        }
        finally
        {
            log.Dispose();
            giveUp.Dispose();
        }
    }

    private static bool IsExpected(Exception e) =>
        e is IOException or SocketException or AuthenticationException or InvalidOperationException or OperationCanceledException;

    // On Linux a name that is no file: it needs no folder that can be written to, and nothing is left behind.
    private static UnixDomainSocketEndPoint NewEndPoint()
    {
        string name = $"satellite-{Guid.NewGuid():N}";
        return new UnixDomainSocketEndPoint(OperatingSystem.IsLinux() ? "\0" + name : Path.Combine(Path.GetTempPath(), name));
    }
}
