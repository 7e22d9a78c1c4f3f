namespace CodeFirstSatellite.Maps.Storing;

/// <summary>Images that one caller wants stored in one transaction.</summary>
public sealed class StoreRequest
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int GivenUp = 2;

    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _registration;
    private int _state;

    internal StoreRequest(IReadOnlyList<CellImage> images, object? target, CancellationToken cancellationToken)
    {
        Images = images;
        Target = target;
        Bytes = images.Sum(image => (long)image.Bytes.Length);
        _registration = cancellationToken.UnsafeRegister(static (request, token) => ((StoreRequest)request!).GiveUp(token), this);
    }

    /// <summary>The images, in order.</summary>
    public IReadOnlyList<CellImage> Images { get; }

    /// <summary>Where to store them, for a store that has several places.</summary>
    public object? Target { get; }

    internal long Bytes { get; }

    /// <summary>The map's version with the images, once they are stored.</summary>
    internal Task<long> Done => _done.Task;

    /// <summary>Tells the caller that the images are stored, and the map's version with them.</summary>
    public void Complete(long version) => _done.SetResult(version);

    /// <summary>Tells the caller why the images are not stored, unless the request was completed before.</summary>
    public void Fail(Exception exception) => _done.TrySetException(exception);

    /// <summary>Begins to store the request; false if its caller has given up and may have reused its memory.</summary>
    internal bool TryTake()
    {
        _registration.Unregister();
        return Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;
    }

    private void GiveUp(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, GivenUp, Waiting) == Waiting)
        {
            _done.SetCanceled(cancellationToken);
        }
    }
}
