using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using CodeFirstSatellite.Cli.Terminal;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>
/// Makes a long call, and repeats it on a new connection when the server or the network has failed. The pause before a repetition doubles
/// while nothing arrives. A failure that a new call would not cure ends it.
/// </summary>
/// <param name="request">How to connect. The deadline is for all calls together.</param>
/// <param name="patience">How long nothing may arrive; null for up to the deadline.</param>
internal sealed class Reconnection(ConnectionRequest request, TimeSpan? patience = null)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    // With less patience, retry more often.
    private readonly TimeSpan _longestPause = (patience / 6) ?? TimeSpan.FromSeconds(30);
    private ConnectionRequest _request = request;
    private readonly DateTime? _deadline = DateTime.UtcNow + request.Deadline;
    private TimeSpan _pause = FirstPause;
    private long _answeredAt = Stopwatch.GetTimestamp();
    private bool _hasAnswered;
    private bool _hasConnected;

    /// <summary>Notes that something arrived. True for the first of a call.</summary>
    public bool NoteAnswer()
    {
        _pause = FirstPause;
        _answeredAt = Stopwatch.GetTimestamp();
        return !_hasAnswered && (_hasAnswered = true);
    }

    /// <summary>
    /// Has later calls mean the map as it is, whatever time the request names: what it was then has come, and the server may not keep it
    /// for long.
    /// </summary>
    public void LeaveThePast() => _request = _request with { At = null };

    /// <param name="call">Makes the call.</param>
    /// <param name="again">Says what will be done after the pause.</param>
    /// <param name="cancellationToken">Ends the call and the pauses.</param>
    /// <exception cref="CliException">A new call would fail as well, calls failed for too long, or there was no first
    /// connection.</exception>
    /// <exception cref="OperationCanceledException">The person interrupted it.</exception>
    public async Task RunAsync(Func<SatelliteConnection, Task> call, Func<string> again, CancellationToken cancellationToken)
    {
        while (await TryAsync(call, cancellationToken) is { } failure)
        {
            // Random, so the clients of a restarted server do not all come at once.
            TimeSpan pause = _pause * (0.75 + (Random.Shared.NextDouble() / 2));
            _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, _longestPause.Ticks));
            if (Stopwatch.GetElapsedTime(_answeredAt) + pause > patience)
            {
                throw failure.Status is null ? CliException.Call(StatusCode.Unavailable, failure.Message, failure) : failure;
            }

            Stderr.Note(failure);
            Stderr.Note(string.Create(CultureInfo.InvariantCulture, $"{again()} in {pause.TotalSeconds:N1} s"));
            await Task.Delay(Left() is { } left && left < pause ? left : pause, cancellationToken);
        }
    }

    /// <returns>The failure, if another call may succeed; else null.</returns>
    private async Task<CliException?> TryAsync(Func<SatelliteConnection, Task> call, CancellationToken cancellationToken)
    {
        _hasAnswered = false;
        using SatelliteConnection connection = SatelliteConnection.Open(_request with { Deadline = Left() });
        try
        {
            await CallFailure.RunAsync(connection, () => call(connection), cancellationToken);
            return null;
        }
        catch (CliException e) when (IsOfTheConnection(e) && IsWorthAnother(connection.Trace))
        {
            return e;
        }
    }

    private static bool IsOfTheConnection(CliException e) =>
        e.ExitCode == ExitCode.NoConnection
            || e.InnerException is RpcException { StatusCode: StatusCode.Unavailable or StatusCode.Aborted };

    // If the first connection fails, the address is usually wrong, and waiting does not help.
    private bool IsWorthAnother(ConnectionTrace trace)
    {
        _hasConnected |= trace.SpeaksHttp2;
        return _hasConnected && trace.TrustErrors == SslPolicyErrors.None;
    }

    private TimeSpan? Left()
    {
        TimeSpan? left = _deadline - DateTime.UtcNow;
        return left is null || left > TimeSpan.Zero
            ? left
            : throw CliException.Call(StatusCode.DeadlineExceeded, "the time of --deadline is over.");
    }
}
