using System.Collections.Concurrent;

namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>Lends readers, each to one caller at a time. The last returned is lent first, since its cache is warm.</summary>
internal sealed class TileReaderPool(IReadOnlyCollection<TileReader> readers) : IDisposable
{
    private readonly ConcurrentStack<TileReader> _idle = new(readers);
    private readonly SemaphoreSlim _idleCount = new(readers.Count);

    /// <summary>Waits for a reader, which reads a zoom level at a time until it is returned.</summary>
    public ValueTask<TileReader> RentAsync(int zoom, long? at, CancellationToken cancellationToken)
    {
        Task turn = _idleCount.WaitAsync(cancellationToken);
        return turn.IsCompletedSuccessfully ? new(Take(zoom, at)) : RentSlowAsync(turn, zoom, at);
    }

    /// <summary>The same, for what is done once and cannot wait otherwise.</summary>
    public TileReader Rent(int zoom)
    {
        _idleCount.Wait();
        return Take(zoom, at: null);
    }

    public void Return(TileReader reader)
    {
        _idle.Push(reader);
        _idleCount.Release();
    }

    /// <summary>Closes all readers. They must have been returned.</summary>
    public void Dispose()
    {
        while (_idle.TryPop(out TileReader? reader))
        {
            reader.Dispose();
        }

        _idleCount.Dispose();
    }

    private async ValueTask<TileReader> RentSlowAsync(Task turn, int zoom, long? at)
    {
        await turn;
        return Take(zoom, at);
    }

    private TileReader Take(int zoom, long? at)
    {
        if (!_idle.TryPop(out TileReader? reader))
        {
            throw new InvalidOperationException("a connection was counted as idle that is not there");
        }

        reader.Zoom = zoom;
        reader.At = at;
        return reader;
    }
}
