using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Services;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>Listens to every database that has maps here, while the Host serves.</summary>
internal sealed class DatabaseListening(MapDirectory maps, ILoggerFactory loggers, TimeProvider time) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ILogger logger = loggers.CreateLogger(LogCategory.Host);
        return Task.WhenAll(maps.All.OfType<PostgresMap>()
            .GroupBy(map => map.Database)
            .Select(group => new DatabaseListener(group.Key, [.. group], logger, time).RunAsync(stoppingToken)));
    }
}
