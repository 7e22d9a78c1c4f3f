using System.Runtime.ExceptionServices;

namespace CodeFirst.Grpc;

/// <summary>
/// The responses of an intercepted call. It starts with the first move, and is its own enumerator, since it can be
/// enumerated only once.
/// </summary>
internal abstract class InterceptedResponses<TResponse>(Method method, CallContext context) : IAsyncEnumerable<TResponse>, IAsyncEnumerator<TResponse>
    where TResponse : class
{
    private bool _enumerated;
    private bool _over;
    private CancellationToken _token;
    private AsyncCall? _call;
    private IAsyncStreamReader<TResponse>? _responses;

    public TResponse Current => _responses!.Current;

    /// <summary>Why the call failed for a reason of the caller's own, if it did.</summary>
    protected virtual Exception? OwnFailure => null;

    public IAsyncEnumerator<TResponse> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _enumerated, true))
        {
            throw SecondEnumeration.OfResponses(method);
        }

        _token = cancellationToken;
        return this;
    }

    public async ValueTask<bool> MoveNextAsync()
    {
        if (_over)
        {
            return false;
        }

        CallCapture? capture = context.OptionalCapture;
        try
        {
            if (_responses is null)
            {
                capture?.Start();
                _call = Start(out _responses);
                capture?.Follow(_call);
            }

            if (await _responses.MoveNext(_token).ConfigureAwait(false))
            {
                return true;
            }

            capture?.SetEnd(_call!.GetStatus(), _call.GetTrailers());
            Release();
            return false;
        }
        catch (Exception e)
        {
            Exception told = OwnFailure ?? e;
            capture?.SetFailure(told);
            Release();
            if (!ReferenceEquals(told, e))
            {
                ExceptionDispatchInfo.Throw(told);
            }

            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Release();
        if (_call is not null)
        {
            context.OptionalCapture?.Release();
        }

        return default;
    }

    /// <summary>Starts the call.</summary>
    protected abstract AsyncCall Start(out IAsyncStreamReader<TResponse> responses);

    protected virtual void Release()
    {
        _over = true;
        _call?.Dispose();
    }
}
