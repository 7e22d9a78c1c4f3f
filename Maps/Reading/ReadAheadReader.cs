namespace CodeFirstSatellite.Maps.Reading;

/// <summary>
/// Reads an area batch by batch, one ahead: while a batch is taken and sent, the next is read. Without that a stream from disk
/// has two thirds of the rate of one from memory.
/// </summary>
public abstract class ReadAheadReader : IAreaReader
{
    private readonly CancellationTokenSource _disposed = new();

    // What the caller takes from, and what is being read into meanwhile.
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
            // Its memory must not be given back under it; whatever it comes to, nobody wants it any more.
            await _disposed.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _disposed.Dispose();
        _current.Dispose();
        _ahead.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads on from where it was, until the batch is full, or for a while. Not called again before it is done.</summary>
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
                // The first: nothing is being sent yet that it could be read beside.
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
