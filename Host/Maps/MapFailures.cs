using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Host.Maps;

/// <summary>
/// The status of a call whose map fails. UNAVAILABLE: the map cannot be read for now. DATA_LOSS: it cannot be read at all. ABORTED: the
/// watch must begin anew. For DATA_LOSS the client is told only the map's name; the log has the file and what is wrong with it.
/// </summary>
internal sealed partial class MapFailures(MapDirectory maps, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Host);

    /// <summary>The status for a handler's exception; null if it is not a map's failure.</summary>
    public Status? StatusOf(Exception exception, ServerCallContext context) =>
        StatusOf(exception, () => maps.Choose(new CallContext(this, context)).Name);

    /// <summary>The status for what reading a map threw; null if it is not a map's failure.</summary>
    public Status? StatusOf(Exception exception, Func<string> nameOfMap) => exception switch
    {
        MapReadException { IsTemporary: true } e => new Status(StatusCode.Unavailable, e.Message, e),
        MapReadException e => Unreadable(e, nameOfMap()),
        WatcherBehindException e => new Status(StatusCode.Aborted, $"{e.Message}; watch again since {e.Since} to go on"),
        MapReplacedException e => new Status(StatusCode.Aborted, $"{e.Message}; watch again"),
        _ => null,
    };

    private Status Unreadable(MapReadException exception, string name)
    {
        Unreadable(_logger, name, exception);
        return new Status(StatusCode.DataLoss, $"the map '{name}' cannot be read; the server's log says why", exception);
    }

    [LoggerMessage(21, LogLevel.Error, "the map={Name} cannot be read")]
    private static partial void Unreadable(ILogger logger, string name, Exception exception);
}
