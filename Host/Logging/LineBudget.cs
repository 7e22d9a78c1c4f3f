using System.Collections.Concurrent;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>
/// Keeps floods out of the log: of each kind of event, the first few of a second have a line each, and the others together one, with their
/// number, when the second is over.
/// </summary>
internal sealed class LineBudget(TimeProvider time) : IDisposable
{
    /// <summary>How many events of a kind have a line of their own in a second.</summary>
    public const int LinesPerSecond = 10;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Kinds are the program's own names, so there are few, whatever clients do.
    private readonly ConcurrentDictionary<string, Kind> _kinds = new(StringComparer.Ordinal);

    /// <summary>Whether an event may have a line of its own. If not, it is counted.</summary>
    /// <param name="kind">Its kind: a name that no client chooses.</param>
    /// <param name="logRest">Logs the number of events of the kind that had no line. The first one given for a kind counts.</param>
    public bool Allows(string kind, Action<long> logRest) =>
        _kinds.GetOrAdd(kind, static (_, arg) => new Kind(arg.time, arg.logRest), (time, logRest)).Allows();

    public void Dispose()
    {
        foreach (Kind kind in _kinds.Values)
        {
            kind.Dispose();
        }
    }

    private sealed class Kind : IDisposable
    {
        private readonly TimeProvider _time;
        private readonly Action<long> _logRest;
        private readonly ITimer _timer;

        // The lock guards them.
        private readonly Lock _lock = new();
        private long? _since;
        private int _lines;
        private long _rest;

        public Kind(TimeProvider time, Action<long> logRest)
        {
            _time = time;
            _logRest = logRest;
            _timer = time.CreateTimer(
                static kind => ((Kind)kind!).EndSecond(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Allows()
        {
            lock (_lock)
            {
                if (_since is not { } since || (_rest == 0 && _time.GetElapsedTime(since) >= Second))
                {
                    _since = _time.GetTimestamp();
                    _lines = 0;
                }

                if (++_lines <= LinesPerSecond)
                {
                    return true;
                }

                if (++_rest == 1)
                {
                    _timer.Change(Second, Timeout.InfiniteTimeSpan);
                }

                return false;
            }
        }

        /// <summary>Logs what had no line.</summary>
        public void Dispose()
        {
            _timer.Dispose();
            EndSecond();
        }

        private void EndSecond()
        {
            long rest;
            lock (_lock)
            {
                rest = _rest;
                _rest = 0;
                _since = null;
            }

            if (rest > 0)
            {
                _logRest(rest);
            }
        }
    }
}
