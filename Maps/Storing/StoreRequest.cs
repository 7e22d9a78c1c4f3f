namespace CodeFirstSatellite.Maps.Storing;

/// <summary>Images that one caller wants stored in one transaction.</summary>
public sealed class StoreRequest
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int GivenUp = 2;

    private readonly TaskCompletionSource<StoreResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _registration;
    private int _state;

    internal StoreRequest(IReadOnlyList<CellImage> images, long? taken, object? target, CancellationToken cancellationToken)
    {
        Images = images;
        Taken = taken;
        Target = target;
        Bytes = images.Sum(image => (long)image.Bytes.Length);
        _registration = cancellationToken.UnsafeRegister(static (request, token) => ((StoreRequest)request!).GiveUp(token), this);
    }

    /// <summary>The images, in order.</summary>
    public IReadOnlyList<CellImage> Images { get; }

    /// <summary>When they were taken, in microseconds since 1970; null for the time of storing.</summary>
    public long? Taken { get; }

    /// <summary>Where to store them, for a store that has several places.</summary>
    public object? Target { get; }

    internal long Bytes { get; }

    /// <summary>What became of the images, once they are stored.</summary>
    internal Task<StoreResult> Done => _done.Task;

    /// <summary>Tells the caller that the images are stored.</summary>
    public void Complete(StoreResult result) => _done.SetResult(result);

    /// <summary>Tells the caller why the images are not stored, unless the request was completed before.</summary>
    public void Fail(Exception exception) => _done.TrySetException(exception);

    /// <summary>Begins to store the request; false if its caller has given up and may have reused its memory.</summary>
    internal bool TryTake()
    {
        _registration.Unregister();
        return Interlocked.CompareExchange(ref _state, Begun, Waiting) == Waiting;
    }

    private void GiveUp(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, GivenUp, Waiting) == Waiting)
        {
            _done.SetCanceled(cancellationToken);
        }
    }
}
