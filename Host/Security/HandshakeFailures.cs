namespace CodeFirstSatellite.Host.Security;

/// <summary>
/// Learns why a handshake failed for reasons other than the client's certificate. Kestrel only logs this, at Debug and without naming the
/// connection, but on the connection's own flow of execution.
/// </summary>
internal sealed class HandshakeFailures : ILoggerProvider
{
    /// <summary>Where Kestrel logs failed handshakes.</summary>
    public const string Category = "Microsoft.AspNetCore.Server.Kestrel.Https.Internal.HttpsConnectionMiddleware";

    // Kestrel's name of the event.
    private const string TimedOut = "AuthenticationTimedOut";

    private static readonly AsyncLocal<Handshake?> CurrentHandshake = new();

    /// <summary>The handshake of the current flow of execution.</summary>
    public static Handshake? Current
    {
        set => CurrentHandshake.Value = value;
    }

    public ILogger CreateLogger(string categoryName) => new Listener();

    public void Dispose()
    {
    }

    private sealed class Listener : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (CurrentHandshake.Value is { Succeeded: false } handshake)
            {
                handshake.Failure = exception is null ? formatter(state, null) : exception.GetBaseException().Message;
                handshake.IsTooSlow = eventId.Name == TimedOut;
            }
        }
    }
}
