using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>
/// The images of a call that wait to be stored. One flow adds images, and waits while there are many; another takes all that there are.
/// </summary>
internal sealed class PendingImages : IDisposable
{
    private const int MostImages = 1_000;
    private const int MostBytes = 4 * 1024 * 1024;

    // Each has at most one permit. One flow releases it, the other takes it.
    private readonly SemaphoreSlim _arrival = new(0, 1);
    private readonly SemaphoreSlim _room = new(0, 1);

    // The lock guards everything below.
    private readonly Lock _lock = new();
    private List<CellImage> _images = [];
    private long _bytes;
    private bool _isComplete;

    /// <summary>Adds an image, when there is room for one.</summary>
    public async ValueTask AddAsync(CellImage image, CancellationToken cancellationToken)
    {
        while (!TryAdd(image))
        {
            await _room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Says that there are no more.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            Signal(_arrival);
        }
    }

    /// <summary>Takes all there are, waiting for one at least; null at the end.</summary>
    public async ValueTask<IReadOnlyList<CellImage>?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_images.Count > 0)
                {
                    List<CellImage> taken = _images;
                    _images = [];
                    _bytes = 0;
                    Signal(_room);
                    return taken;
                }

                if (_isComplete)
                {
                    return null;
                }
            }

            await _arrival.WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        _arrival.Dispose();
        _room.Dispose();
    }

    private bool TryAdd(CellImage image)
    {
        lock (_lock)
        {
            if (_images.Count >= MostImages || _bytes >= MostBytes)
            {
                return false;
            }

            _images.Add(image);
            _bytes += image.Bytes.Length;
            Signal(_arrival);
            return true;
        }
    }

    private static void Signal(SemaphoreSlim semaphore)
    {
        if (semaphore.CurrentCount == 0)
        {
            semaphore.Release();
        }
    }
}
