namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Options of a server with compiled contracts.</summary>
public sealed class CompiledContractsOptions
{
    // A timer's longest time.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private TimeSpan _stallTimeout = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a call may wait for its client to read what was sent, or to send the rest of a message. Then the call's stream is reset;
    /// other calls of the connection go on. More than 0, or <see cref="Timeout.InfiniteTimeSpan"/> for no limit; 2 minutes by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is 0, negative or longer than 49 days.</exception>
    public TimeSpan StallTimeout
    {
        get => _stallTimeout;
        set => _stallTimeout = value == Timeout.InfiniteTimeSpan || (value > TimeSpan.Zero && value <= Longest)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, "The stall timeout is more than 0 and at most 49 days, or infinite.");
    }
}
