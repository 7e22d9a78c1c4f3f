using System.Collections.Concurrent;

namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>Lends readers, each to one caller at a time. The last returned is lent first, since its cache is warm.</summary>
internal sealed class TileReaderPool(IReadOnlyCollection<TileReader> readers) : IDisposable
{
    private readonly ConcurrentStack<TileReader> _idle = new(readers);
    private readonly SemaphoreSlim _idleCount = new(readers.Count);

    public ValueTask<TileReader> RentAsync(CancellationToken cancellationToken)
    {
        Task turn = _idleCount.WaitAsync(cancellationToken);
        return turn.IsCompletedSuccessfully ? new(Take()) : RentSlowAsync(turn);
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

    private async ValueTask<TileReader> RentSlowAsync(Task turn)
    {
        await turn;
        return Take();
    }

    private TileReader Take() =>
        _idle.TryPop(out TileReader? reader)
            ? reader
            : throw new InvalidOperationException("a connection was counted as idle that is not there");
}
