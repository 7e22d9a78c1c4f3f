using System.Collections.Frozen;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>
/// Logs what Kestrel calls critical though a client did it, as the information that it is. A flood of it has one line a second.
/// </summary>
/// <param name="inner">Where everything goes.</param>
/// <param name="budget">Counts them.</param>
/// <param name="log">Tells logs apart, which count each for itself.</param>
internal sealed partial class ClientFaultLogger(ILogger inner, LineBudget budget, string log) : ILogger
{
    // Kestrel's names of the events: a client resets streams faster than they end, and its connection then never does.
    private static readonly FrozenSet<string> ClientFaults =
        FrozenSet.ToFrozenSet(["Http2QueueOperationsExceeded", "ApplicationNeverCompleted"]);

    /// <summary>Whether such events are of a category.</summary>
    public static bool IsFor(string category) => category.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name is not { } name || !ClientFaults.Contains(name))
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        else if (budget.Allows(log + name, count => Summed(inner, name, count)))
        {
            inner.Log(LogLevel.Information, eventId, state, null, formatter);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "event={Name} more={Count} in a second")]
    private static partial void Summed(ILogger logger, string name, long count);
}
