using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using CodeFirstSatellite.Cli.Output;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>
/// Makes a call that is to last, and makes it again when the server, or the way to it, has gone away: on a new connection, after
/// a pause that grows while nothing comes. What a new call would not mend ends it.
/// </summary>
/// <param name="request">How to connect. Its deadline is that of all calls together.</param>
/// <param name="patience">For how long nothing may come; null for as long as the deadline lets it.</param>
internal sealed class Reconnection(ConnectionRequest request, TimeSpan? patience = null)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    // Who has little patience looks more often.
    private readonly TimeSpan _longestPause = (patience / 6) ?? TimeSpan.FromSeconds(30);
    private readonly DateTime? _deadline = DateTime.UtcNow + request.Deadline;
    private TimeSpan _pause = FirstPause;
    private long _answeredAt = Stopwatch.GetTimestamp();
    private bool _hasAnswered;
    private bool _hasConnected;

    /// <summary>Notes that something came; whether it is the first of its call.</summary>
    public bool NoteAnswer()
    {
        _pause = FirstPause;
        _answeredAt = Stopwatch.GetTimestamp();
        return !_hasAnswered && (_hasAnswered = true);
    }

    /// <param name="call">Makes the call.</param>
    /// <param name="again">What is said to be done after a pause.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">The call failed in a way that another would as well, or for too long, or no first connection came
    /// about.</exception>
    /// <exception cref="OperationCanceledException">The person interrupted it.</exception>
    public async Task RunAsync(Func<SatelliteConnection, Task> call, Func<string> again, CancellationToken cancellationToken)
    {
        while (await TryAsync(call, cancellationToken) is { } failure)
        {
            // Not all the clients of a server that comes back are to come at the same moment.
            TimeSpan pause = _pause * (0.75 + (Random.Shared.NextDouble() / 2));
            _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, _longestPause.Ticks));
            if (Stopwatch.GetElapsedTime(_answeredAt) + pause > patience)
            {
                throw new CliException(ExitCode.CallFailed, failure.Message, failure);
            }

            Stderr.Note(failure.Message);
            Stderr.Note(string.Create(CultureInfo.InvariantCulture, $"{again()} in {pause.TotalSeconds:N1} s"));
            await Task.Delay(Left() is { } left && left < pause ? left : pause, cancellationToken);
        }
    }

    /// <returns>What it failed of, if another call may do better.</returns>
    private async Task<CliException?> TryAsync(Func<SatelliteConnection, Task> call, CancellationToken cancellationToken)
    {
        _hasAnswered = false;
        using SatelliteConnection connection = SatelliteConnection.Open(request with { Deadline = Left() });
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

    // That a first connection does not come about is most often a wrong address, which waiting does not mend.
    private bool IsWorthAnother(ConnectionTrace trace)
    {
        _hasConnected |= trace.ServerSpoke;
        return _hasConnected && trace.TrustErrors == SslPolicyErrors.None;
    }

    private TimeSpan? Left()
    {
        TimeSpan? left = _deadline - DateTime.UtcNow;
        return left is null || left > TimeSpan.Zero
            ? left
            : throw new CliException(ExitCode.CallFailed, $"{StatusName.Of(StatusCode.DeadlineExceeded)}: the time of --deadline is over.");
    }
}
