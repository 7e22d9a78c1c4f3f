namespace CodeFirstSatellite.Maps.Reading;

/// <summary>
/// Reads an area batch by batch, one batch ahead: while a batch is taken and sent, the next is read. Without it, a stream from disk has two
/// thirds of the rate of a stream from memory.
/// </summary>
public abstract class ReadAheadReader : IAreaReader
{
    private readonly CancellationTokenSource _disposed = new();

    // The caller takes from the first; meanwhile the second is filled.
    private ImageBatch _current = new();
    private ImageBatch _ahead = new();
    private Task<bool>? _reading;
    private bool _isAtEnd;

    /// <inheritdoc />
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<bool>(cancellationToken)
        : _current.HasNext ? new(true)
        : AdvanceAsync(cancellationToken);

    /// <inheritdoc />
    public bool TryRead(out CellImage image) => _current.TryTake(out image);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_reading is { } reading)
        {
            // The read still writes into the batch's memory. Nobody wants its result.
            await _disposed.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _disposed.Dispose();
        _current.Dispose();
        _ahead.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads on until the batch is full, or for a while. Calls do not overlap.</summary>
    /// <returns>Whether there may be more.</returns>
    protected abstract Task<bool> ReadAsync(ImageBatch batch, CancellationToken cancellationToken);

    private async ValueTask<bool> AdvanceAsync(CancellationToken cancellationToken)
    {
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_reading is { } reading)
            {
                _isAtEnd = !await reading.WaitAsync(cancellationToken);
                _reading = null;
                (_current, _ahead) = (_ahead, _current);
            }
            else if (!_isAtEnd)
            {
                // The first batch: nothing is being sent yet, so there is nothing to overlap with.
                _current.Clear();
                _isAtEnd = !await ReadAsync(_current, cancellationToken);
            }
            else
            {
                _current.Clear();
                return false;
            }

            if (!_isAtEnd)
            {
                _ahead.Clear();
                _reading = Task.Run(() => ReadAsync(_ahead, _disposed.Token), CancellationToken.None);
            }
        }
        while (_current.IsEmpty);
        return true;
    }
}
