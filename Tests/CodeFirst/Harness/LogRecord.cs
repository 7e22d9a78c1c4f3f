using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tests.CodeFirst.Harness;

/// <summary>What a server logged. Whatever is a warning or worse must have been expected by the test, by its event's name.</summary>
internal sealed class LogRecord : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Event, string Text)> _entries = new();
    private readonly ConcurrentBag<string> _expected = [];

    private event Action<string>? Logged;

    /// <summary>Names of the events logged.</summary>
    public IEnumerable<string> Events => _entries.Select(e => e.Event);

    /// <summary>Lets an event be a warning or an error, and demands it.</summary>
    public void Expect(string eventName) => _expected.Add(eventName);

    /// <summary>Waits until an event has been logged.</summary>
    public Task WaitForAsync(string eventName)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Logged += name =>
        {
            if (name == eventName)
            {
                seen.TrySetResult();
            }
        };
        if (Events.Contains(eventName))
        {
            seen.TrySetResult();
        }

        return seen.Task.Patiently();
    }

    public void AssertClean()
    {
        string[] unexpected = [..
            from entry in _entries
            where entry.Level >= LogLevel.Warning && !_expected.Contains(entry.Event)
            select $"{entry.Level} {entry.Event}: {entry.Text}"];
        Assert.IsEmpty(unexpected, string.Join('\n', unexpected));
        foreach (string name in _expected)
        {
            Assert.Contains(name, Events, "what the test expected in the log");
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    private sealed class Logger(LogRecord record) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsOfACallThatIsOver(exception))
            {
                record._entries.Enqueue((logLevel, eventId.Name ?? "", formatter(state, exception) + " " + exception));
            }

            record.Logged?.Invoke(eventId.Name ?? "");
        }

        /// <summary>
        /// A handler that reads or writes just when its client has left or its deadline has passed meets exceptions that grpc-dotnet logs
        /// as the handler's failures. No test can tell whether it will come to that.
        /// </summary>
        private static bool IsOfACallThatIsOver(Exception? exception) => exception switch
        {
            IOException => exception.Message == "The client reset the request stream.",
            InvalidOperationException => exception.Message
                is "Can't write the message because the request is complete."
                or "Writing is not allowed after writer was completed."
                or "Invalid ordering of calling StartAsync or CompleteAsync and Advance.",
            _ => false,
        };
    }
}
