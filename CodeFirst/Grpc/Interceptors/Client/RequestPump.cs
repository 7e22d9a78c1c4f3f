namespace CodeFirst.Grpc;

/// <summary>Writes a caller's requests to where an interceptor wants to see them.</summary>
/// <remarks>A producer is told by its token that it is not needed any more, and is not waited for.</remarks>
internal sealed class RequestPump<T> : IDisposable
{
    // Not disposed: it has no timer and no handle of its own, and the producer may still look at its token.
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerable<T> _requests;
    private readonly IClientStreamWriter<T> _target;
    private readonly Action _onFailure;
    private volatile Exception? _failure;

    /// <param name="requests">The producer.</param>
    /// <param name="target">Where they go.</param>
    /// <param name="onFailure">Ends the call, when the producer fails.</param>
    public RequestPump(IAsyncEnumerable<T> requests, IClientStreamWriter<T> target, Action onFailure)
    {
        _requests = requests;
        _target = target;
        _onFailure = onFailure;
        _ = RunAsync();
    }

    /// <summary>Why no more requests come, if the fault is on this side: it then is what the caller is to see.</summary>
    public Exception? Failure => _failure;

    public void Dispose()
    {
        try
        {
            _stop.Cancel();
        }
        catch (AggregateException)
        {
            // A callback of the producer's on its token. The call has ended already, so it changes nothing.
        }
    }

    private async Task RunAsync()
    {
        // The producer's code must not keep the response from being read, so it runs on a thread of its own from the start.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await foreach (T request in _requests.WithCancellation(_stop.Token).ConfigureAwait(false))
            {
                _stop.Token.ThrowIfCancellationRequested();
                if (!await TryWriteAsync(request).ConfigureAwait(false))
                {
                    return;
                }
            }

            await _target.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (!_stop.IsCancellationRequested)
            {
                _failure = e;
                _onFailure();
            }
        }
    }

    /// <summary>False: the call is over, and its response says how.</summary>
    private async Task<bool> TryWriteAsync(T request)
    {
        try
        {
            await _target.WriteAsync(request).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
