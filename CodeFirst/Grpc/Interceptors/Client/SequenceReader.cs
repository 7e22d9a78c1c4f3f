namespace CodeFirst.Grpc;

/// <summary>The responses of a call that has been started, for interceptors to read.</summary>
internal sealed class SequenceReader<T> : IAsyncStreamReader<T>, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<T> _source;
    private Task<bool>? _first;
    private Task _move;

    /// <summary>Starts the call, which is what asking for its first message does.</summary>
    public SequenceReader(IAsyncEnumerable<T> source)
    {
        _source = source.GetAsyncEnumerator(_stop.Token);
        _first = _source.MoveNextAsync().AsTask();
        _move = _first;
        Unobserved.Ignore(_first);
    }

    public T Current => _source.Current;

    /// <summary>Completed when the first message has come, or there is none.</summary>
    public Task First => _move;

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        Task<bool> move = MoveAsync(cancellationToken);
        _move = move;
        return move;
    }

    /// <summary>Ends the call. It is let go of as soon as the move under way has ended.</summary>
    public void Dispose() => _ = DisposeAsync();

    private async Task<bool> MoveAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        try
        {
            Task<bool>? first = Interlocked.Exchange(ref _first, null);
            return await (first ?? _source.MoveNextAsync().AsTask()).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (e.CancellationToken == _stop.Token && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    private async Task DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _move.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _source.DisposeAsync().ConfigureAwait(false);
    }
}
