using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Logging;

namespace CodeFirstSatellite.Host.Security;

/// <summary>
/// Every second, reads certificates and lists again that have changed, and ends connections whose client's certificate is no longer good:
/// after a change, after its own end, and after the end of a CA's list.
/// </summary>
/// <remarks>
/// It polls, because a watcher of the file system watches what a path led to: it misses a folder whose link is changed, as in volumes of
/// Kubernetes, and network disks. Six files cost some forty system calls a second.
/// </remarks>
internal sealed partial class TrustRefresh(
    IEnumerable<IReloadable> files,
    SatelliteOptions options,
    ClientTrust trust,
    ClientConnections connections,
    ILoggerFactory loggers,
    TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A client that was let in by a list's last moment may be among the open connections only after the next look.
    private static readonly TimeSpan LongestHandshake = TimeSpan.FromSeconds(10);

    private readonly IReloadable[] _files = [.. files];
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Host);
    private readonly Lock _looking = new();
    private DateTimeOffset _lookedAt = time.GetUtcNow();

    /// <summary>Reads all files again at once, changed or not.</summary>
    public void ReadAgain() => Look(isAsked: true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look(isAsked: false);
        }
    }

    private void Look(bool isAsked)
    {
        lock (_looking)
        {
            bool isAnyNew = false;
            DateTimeOffset now = time.GetUtcNow();
            ServerIdentity before = trust.Identity;
            foreach (IReloadable file in _files)
            {
                Reload result = file.Look(isAsked);
                isAnyNew |= result.Kind == ReloadKind.Taken;
                Log(result);
            }

            if (trust.Identity != before)
            {
                HostLog.InForce(_logger, options, trust.Identity);
            }

            if (isAnyNew || trust.Identity.Revocations?.HasExpired(_lookedAt - LongestHandshake, now) is true)
            {
                connections.EndRefused(trust);
            }

            connections.EndExpired();
            _lookedAt = now;
        }
    }

    private void Log(Reload result)
    {
        if (result.Kind == ReloadKind.Taken)
        {
            Taken(_logger, result.Text);
        }
        else if (result.Kind == ReloadKind.Refused)
        {
            Refused(_logger, result.Text);
        }
    }

    [LoggerMessage(12, LogLevel.Information, "read again: {What}")]
    private static partial void Taken(ILogger logger, string what);

    [LoggerMessage(13, LogLevel.Warning, "a changed file is refused, so what was read before stays in force: {Reason}")]
    private static partial void Refused(ILogger logger, string reason);
}
