namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// Reads an area batch by batch, one ahead: while a batch is taken and sent, the next is read. Without that a stream from disk
/// has two thirds of the rate of one from memory.
/// </summary>
internal sealed class DiskAreaReader(TileReaderPool readers, AreaWalk walk) : IAreaReader
{
    // What the caller takes from, and what is being read into meanwhile.
    private TileBatch _current = new();
    private TileBatch _ahead = new();
    private Task<AreaWalk?>? _reading;

    // Where to go on; belongs to the read under way while there is one.
    private AreaWalk? _walk = walk;

    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<bool>(cancellationToken)
        : _current.HasNext ? new(true)
        : AdvanceAsync(cancellationToken);

    public bool TryRead(out CellImage image) => _current.TryTake(out image);

    public async ValueTask DisposeAsync()
    {
        if (_reading is { } reading)
        {
            // Its memory must not be given back under it; whatever it comes to, nobody wants it any more.
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _current.Dispose();
        _ahead.Dispose();
    }

    private async ValueTask<bool> AdvanceAsync(CancellationToken cancellationToken)
    {
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_reading is { } reading)
            {
                _walk = await reading.WaitAsync(cancellationToken);
                _reading = null;
                (_current, _ahead) = (_ahead, _current);
            }
            else if (_walk is { } walk)
            {
                // The first: nothing is being sent yet that it could be read beside.
                _walk = await ReadAsync(walk, _current, cancellationToken);
            }
            else
            {
                _current.Clear();
                return false;
            }

            if (_walk is { } next)
            {
                _reading = Task.Run(() => ReadAsync(next, _ahead, CancellationToken.None), CancellationToken.None);
            }
        }
        while (_current.IsEmpty);
        return true;
    }

    private async Task<AreaWalk?> ReadAsync(AreaWalk walk, TileBatch batch, CancellationToken cancellationToken)
    {
        TileReader reader = await readers.RentAsync(cancellationToken);
        try
        {
            batch.Clear();
            return reader.InOneTransaction((walk, batch), static (reader, area) => area.walk.Continue(reader, area.batch));
        }
        finally
        {
            readers.Return(reader);
        }
    }
}
