using CodeFirstSatellite.Host.Logging;

namespace CodeFirstSatellite.Host.Calls;

/// <summary>Stops the application after the calls in flight have finished.</summary>
internal static partial class Drain
{
    /// <summary>
    /// The time that statuses have to reach their clients after the calls were ended. A client that does not read does not get more.
    /// </summary>
    public static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Takes no new connections and calls, waits up to <paramref name="longest"/> for calls in flight, ends the rest with UNAVAILABLE and
    /// closes the connections.
    /// </summary>
    public static async Task RunAsync(WebApplication app, TimeSpan longest, TimeProvider time)
    {
        Stopping(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory.Host), longest.TotalSeconds);
        using var abort = new CancellationTokenSource();
        Task stopped = app.StopAsync(abort.Token);
        if (await EndsWithinAsync(stopped, longest, time))
        {
            return;
        }

        app.Services.GetRequiredService<CallDrain>().EndCalls();
        if (!await EndsWithinAsync(stopped, LongestFarewell, time))
        {
            await abort.CancelAsync();
            await stopped;
        }
    }

    private static async Task<bool> EndsWithinAsync(Task task, TimeSpan longest, TimeProvider time)
    {
        try
        {
            await task.WaitAsync(longest, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "stopping: calls in flight have {Seconds} s")]
    private static partial void Stopping(ILogger logger, double seconds);
}

/// <summary>Tells the calls in flight that the drain is over.</summary>
internal sealed class CallDrain : IDisposable
{
    private readonly CancellationTokenSource _over = new();

    /// <summary>Cancelled when the drain is over.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Ends every call in flight with UNAVAILABLE.</summary>
    public void EndCalls()
    {
        // Not awaited: what handlers do in their callbacks must not delay the stop.
        _ = _over.CancelAsync();
    }

    public void Dispose() => _over.Dispose();
}
