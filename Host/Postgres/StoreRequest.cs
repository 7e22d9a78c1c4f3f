using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>Images that a caller waits to have stored. It may give up until their transaction begins.</summary>
internal sealed class StoreRequest
{
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _givingUp;
    private int _isDecided;

    public StoreRequest(IReadOnlyList<CellImage> images, CancellationToken cancellationToken)
    {
        Images = images;
        Bytes = images.Sum(image => (long)image.Bytes.Length);
        _givingUp = cancellationToken.UnsafeRegister(static (request, token) => ((StoreRequest)request!).GiveUp(token), this);
    }

    public IReadOnlyList<CellImage> Images { get; }

    public long Bytes { get; }

    public Task<long> Done => _done.Task;

    /// <summary>Whether the images are to be stored; from now on the caller waits for it.</summary>
    public bool TryBegin()
    {
        _givingUp.Unregister();
        return Interlocked.Exchange(ref _isDecided, 1) == 0;
    }

    public void Complete(long version) => _done.SetResult(version);

    public void Fail(Exception exception) => _done.SetException(exception);

    private void GiveUp(CancellationToken token)
    {
        if (Interlocked.Exchange(ref _isDecided, 1) == 0)
        {
            _done.SetCanceled(token);
        }
    }
}
