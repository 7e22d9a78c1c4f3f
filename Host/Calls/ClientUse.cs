using System.Threading.RateLimiting;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Logging;

namespace CodeFirstSatellite.Host.Calls;

/// <summary>What the connections and calls of one certificate use of what they may.</summary>
internal sealed class ClientUse(ClientLimits limits) : IDisposable
{
    // Seldom enough to cost nothing, often enough that a stream does not stutter.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly TokenBucketRateLimiter? _callRate = limits.CallsPerSecond is { } rate ? MakeRate(rate, isTimed: false) : null;
    private readonly Lazy<TokenBucketRateLimiter?> _imageRate =
        new(() => limits.ImagesPerSecond is { } rate ? MakeRate(rate, isTimed: true) : null);

    private int _calls;
    private int _streams;

    /// <summary>Its connections; the lock of <see cref="ClientQuotas"/> guards this and the next.</summary>
    public int Connections { get; set; }

    /// <summary>When its last connection left, as a timestamp.</summary>
    public long LeftAt { get; set; }

    /// <summary>Bytes of its messages that have not arrived whole; the lock of <see cref="ReceiveBudget"/> guards this.</summary>
    public long Receiving { get; set; }

    /// <summary>Counts a call that begins. Returns the limit that it would exceed, and does not count it then.</summary>
    public RefusalReason? TryBegin(bool isStream)
    {
        if (Interlocked.Increment(ref _calls) > limits.Calls)
        {
            Interlocked.Decrement(ref _calls);
            return RefusalReason.ClientCalls;
        }

        if (isStream && Interlocked.Increment(ref _streams) > limits.Streams)
        {
            End(isStream);
            return RefusalReason.ClientStreams;
        }

        if (_callRate is not null && !HasCallLeft(_callRate))
        {
            End(isStream);
            return RefusalReason.ClientCallsPerSecond;
        }

        return null;
    }

    /// <summary>Counts the end of a call that was begun.</summary>
    public void End(bool isStream)
    {
        Interlocked.Decrement(ref _calls);
        if (isStream)
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    /// <summary>The pace of one call's images; null where they have none.</summary>
    public ImagePace? NewPace() =>
        _imageRate.Value is { } rate ? new ImagePace(rate, Math.Max(1, limits.ImagesPerSecond!.Value / 50)) : null;

    public void Dispose()
    {
        _callRate?.Dispose();
        if (_imageRate.IsValueCreated)
        {
            _imageRate.Value?.Dispose();
        }
    }

    // A limiter without a timer gets what is due when somebody asks.
    private static bool HasCallLeft(TokenBucketRateLimiter rate)
    {
        using RateLimitLease lease = rate.AttemptAcquire();
        return lease.IsAcquired || (rate.TryReplenish() && HasOneNow(rate));
    }

    private static bool HasOneNow(TokenBucketRateLimiter rate)
    {
        using RateLimitLease lease = rate.AttemptAcquire();
        return lease.IsAcquired;
    }

    private static TokenBucketRateLimiter MakeRate(int perSecond, bool isTimed) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = perSecond,
        TokensPerPeriod = Math.Max(1, perSecond / 10),
        ReplenishmentPeriod = perSecond >= 10 ? Period : TimeSpan.FromSeconds(1.0 / perSecond),
        AutoReplenishment = isTimed,
        QueueLimit = isTimed ? int.MaxValue : 0,
    });
}

/// <summary>Slows a call's images down to what its client may have in a second.</summary>
/// <param name="rate">What the client's calls share.</param>
/// <param name="batch">How many images are asked for at once.</param>
internal sealed class ImagePace(TokenBucketRateLimiter rate, int batch)
{
    private int _left;

    /// <summary>The pace of a call; null where it has none.</summary>
    public static ImagePace? Of(CallContext call) =>
        call.ServerCallContext?.GetHttpContext().Features.Get<ClientConnection>()?.Use.NewPace();

    /// <summary>Waits until another image may be sent.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (_left == 0)
        {
            using RateLimitLease lease = await rate.AcquireAsync(batch, cancellationToken);
            _left = batch;
        }

        _left--;
    }
}
