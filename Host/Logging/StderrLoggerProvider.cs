namespace CodeFirstSatellite.Host.Logging;

/// <summary>Logs one line per event to a stream, through a <see cref="LineQueue"/>. Levels are the framework's filters' business.</summary>
internal sealed class StderrLoggerProvider(LineQueue lines, TimeProvider time) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines, time);

    public void Dispose() => lines.Dispose();

    private sealed class Logger(string category, LineQueue lines, TimeProvider time) : ILogger
    {
        // Scopes say what the lines here say themselves, and cost every call.
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(LogLine.Format(time.GetUtcNow(), logLevel, category, formatter(state, exception), exception));
    }
}
