namespace CodeFirst.Grpc;

/// <summary>A call that has been started, as a client's interceptors see it.</summary>
public abstract class AsyncCall : IDisposable
{
    private readonly Func<Status> _getStatus;
    private readonly Func<Metadata> _getTrailers;
    private readonly Action _dispose;

    private protected AsyncCall(Task<Metadata> responseHeadersAsync, Func<Status> getStatusFunc, Func<Metadata> getTrailersFunc, Action disposeAction)
    {
        ArgumentNullException.ThrowIfNull(responseHeadersAsync);
        ArgumentNullException.ThrowIfNull(getStatusFunc);
        ArgumentNullException.ThrowIfNull(getTrailersFunc);
        ArgumentNullException.ThrowIfNull(disposeAction);
        ResponseHeadersAsync = responseHeadersAsync;
        _getStatus = getStatusFunc;
        _getTrailers = getTrailersFunc;
        _dispose = disposeAction;
    }

    /// <summary>The custom response headers, as soon as they have come.</summary>
    public Task<Metadata> ResponseHeadersAsync { get; }

    /// <summary>How the call ended.</summary>
    /// <exception cref="InvalidOperationException">It is not over.</exception>
    public Status GetStatus() => _getStatus();

    /// <summary>The custom trailers.</summary>
    /// <exception cref="InvalidOperationException">The call is not over.</exception>
    public Metadata GetTrailers() => _getTrailers();

    /// <summary>Lets go of the call; one that is not over is cancelled.</summary>
    public void Dispose()
    {
        _dispose();
        GC.SuppressFinalize(this);
    }
}
