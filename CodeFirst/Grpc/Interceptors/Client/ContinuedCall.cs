namespace CodeFirst.Grpc;

/// <summary>One call that a client's interceptor makes by its continuation: what can be asked of it, and how it is let go of.</summary>
internal sealed class ContinuedCall : IDisposable
{
    private readonly CancellationTokenSource _disposal;
    private readonly CallCapture _capture = new();
    private bool _disposed;

    /// <param name="outer">The context of the call that is intercepted.</param>
    /// <param name="options">What the interceptor hands on.</param>
    public ContinuedCall(in CallContext outer, in CallOptions options)
    {
        _disposal = CancellationTokenSource.CreateLinkedTokenSource(options.Disposal);
        Context = outer.Continue(options with { Disposal = _disposal.Token }, _capture);
        outer.OptionalCapture?.Follow(_capture);
    }

    /// <summary>What the call is made with.</summary>
    public CallContext Context { get; }

    public Status GetStatus() => _capture.Status;

    public Metadata GetTrailers() => _capture.Trailers;

    /// <summary>The response headers of the call that has just been started.</summary>
    public async Task<Metadata> HeadersAsync(Task call)
    {
        if (!_capture.HasStarted)
        {
            // It did not get as far as being a call, and says why.
            await call.ConfigureAwait(false);
        }

        return await _capture.Headers.ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            _disposal.Cancel();
            _disposal.Dispose();
        }
    }
}
