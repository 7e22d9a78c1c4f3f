namespace CodeFirstSatellite.Maps.Storing;

/// <summary>Images that one caller wants stored together.</summary>
public sealed class StoreRequest
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int GivenUp = 2;

    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _registration;
    private int _state;

    internal StoreRequest(IReadOnlyList<CellImage> images, CancellationToken cancellationToken)
    {
        Images = images;
        Bytes = images.Sum(image => (long)image.Bytes.Length);
        _registration = cancellationToken.UnsafeRegister(static (request, token) => ((StoreRequest)request!).GiveUp(token), this);
    }

    /// <summary>The images, in order.</summary>
    public IReadOnlyList<CellImage> Images { get; }

    internal long Bytes { get; }

    /// <summary>The version with the images, once they are stored.</summary>
    internal Task<long> Done => _done.Task;

    /// <summary>Tells its caller that they are stored, and with which version.</summary>
    public void Complete(long version) => _done.SetResult(version);

    /// <summary>Tells its caller why they are not stored, unless it was told something already.</summary>
    public void Fail(Exception exception) => _done.TrySetException(exception);

    /// <summary>Begins to store it; false when its caller has given up, and its memory may be used for something else.</summary>
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
