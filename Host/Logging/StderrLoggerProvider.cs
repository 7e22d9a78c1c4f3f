namespace CodeFirstSatellite.Host.Logging;

/// <summary>Logs one line per event to a stream, through a <see cref="LineQueue"/>. Levels are the framework's filters' business.</summary>
internal sealed class StderrLoggerProvider(LineQueue lines, LineBudget budget, TimeProvider time) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName)
    {
        var logger = new Logger(categoryName, lines, time);
        return ClientFaultLogger.IsFor(categoryName) ? new ClientFaultLogger(logger, budget, "") : logger;
    }

    public void Dispose() => lines.Dispose();

    private sealed class Logger(string category, LineQueue lines, TimeProvider time) : ILogger
    {
        // Longer lines are made of strings.
        private const int UsualLength = 1024;

        // Scopes say what the lines here say themselves, and cost every call.
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            DateTimeOffset now = time.GetUtcNow();
            Span<byte> line = stackalloc byte[UsualLength];
            if (lines.Format == LogFormat.Json)
            {
                lines.Add(JsonLine.Format(now, logLevel, category, eventId, state, exception, formatter));
            }
            else if (exception is null && state is IUtf8SpanFormattable message
                && LogLine.TryFormat(line, now, logLevel, category, message, out int written))
            {
                lines.Add(line[..written]);
            }
            else
            {
                lines.Add(LogLine.Format(now, logLevel, category, formatter(state, exception), exception));
            }
        }
    }
}
