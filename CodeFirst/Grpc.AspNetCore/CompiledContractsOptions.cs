namespace CodeFirst.Grpc.AspNetCore;

/// <summary>What can be set for a server with compiled contracts.</summary>
public sealed class CompiledContractsOptions
{
    // The longest time that a timer can be set to.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private TimeSpan _stallTimeout = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a call may wait for its client to read what was sent, or to send the rest of a message. The call's stream is then reset,
    /// alone on its connection. More than 0, or <see cref="Timeout.InfiniteTimeSpan"/>; 2 minutes by default.
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
