using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Maps;

/// <summary>Checks every second whether map files were replaced, and logs the result.</summary>
/// <remarks>It polls because file system events do not come from network disks, and get lost when there are many.</remarks>
internal sealed partial class MapRefresh(MapDirectory maps, ILoggerFactory loggers, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Host);
    private readonly IMapSource[] _replaceable = [.. maps.All.Where(map => map.Replaceable is not null)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (_replaceable.Length > 0 && await timer.WaitForNextTickAsync(stoppingToken))
        {
            Array.ForEach(_replaceable, Look);
        }
    }

    private void Look(IMapSource map)
    {
        Replacement replacement = map.Replaceable!.LookForNewFile();
        if (replacement.Kind == ReplacementKind.Taken)
        {
            Taken(_logger, map.Name, map.Grid, map.ContentType);
        }
        else if (replacement.Kind == ReplacementKind.Refused)
        {
            Refused(_logger, map.Name, replacement.Reason);
        }
    }

    [LoggerMessage(10, LogLevel.Information, "the file of map={Name} was replaced: grid={Grid} content-type={ContentType}")]
    private static partial void Taken(ILogger logger, string name, Grid grid, string contentType);

    [LoggerMessage(11, LogLevel.Warning,
        "the file of map={Name} was replaced by one that is refused, so the old one goes on being served: {Reason}")]
    private static partial void Refused(ILogger logger, string name, string? reason);
}
