using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using CodeFirst.Grpc.Framing;

namespace CodeFirst.Grpc.Client;

/// <summary>
/// A call that has a stream of responses, whatever its request is. It starts with the first move, and is its own
/// enumerator, since it can be enumerated only once.
/// </summary>
internal abstract class ResponseSequence<TRequest, TResponse>(
    GrpcChannel channel,
    Method<TRequest, TResponse> method,
    CallContext context) : IAsyncEnumerable<TResponse>, IAsyncEnumerator<TResponse>
    where TRequest : class
    where TResponse : class
{
    private readonly MessageReader _reader = new(channel.RouteOf(method).Limits.Receive);
    private bool _enumerated;
    private bool _over;
    private CancellationToken _token;
    private ClientCall? _call;
    private CallLimit? _limit;
    private TResponse? _current;

    protected RequestEncoding Encoding => new(channel, method, context);

    protected Method<TRequest, TResponse> Method => method;

    public TResponse Current => _current!;

    public IAsyncEnumerator<TResponse> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _enumerated, true))
        {
            throw SecondEnumeration.OfResponses(method);
        }

        _token = cancellationToken;
        return this;
    }

    public ValueTask<bool> MoveNextAsync()
    {
        // One read of the transport brings many small messages; until they are used up, moving on waits for nothing.
        if (_limit is not null)
        {
            try
            {
                _limit.ThrowIfEnded();
                if (_reader.TryRead(method.ResponseSerializer, out _current))
                {
                    return new ValueTask<bool>(true);
                }
            }
            catch (Exception e)
            {
                _call!.NoteFailure(e);
                Release();
                throw;
            }
        }

        return MoveNextSlowAsync();
    }

    /// <summary>Makes the body of the request, when the call starts.</summary>
    protected abstract CallContent CreateContent();

    public ValueTask DisposeAsync()
    {
        Release();
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> MoveNextSlowAsync()
    {
        if (_over)
        {
            return false;
        }

        try
        {
            if (_call is null)
            {
                _call = new ClientCall(channel, method, context, _token);
                await _call.StartAsync(CreateContent(), _reader).ConfigureAwait(false);
                _limit = _call.Limit;
            }

            while (await _reader.FillAsync(_call.Body, _call.Limit.Token).ConfigureAwait(false))
            {
                if (_reader.TryRead(method.ResponseSerializer, out _current))
                {
                    return true;
                }
            }

            Status status = _call.ReadStatus(_reader.HasRead);
            if (status.StatusCode != StatusCode.OK)
            {
                throw _call.Failed(status);
            }

            _reader.ThrowIfTruncated();
            Release();
            return false;
        }
        catch (Exception e)
        {
            Exception? better = _call?.Translate(e);
            Release();
            if (better is null)
            {
                throw;
            }

            ExceptionDispatchInfo.Throw(better);
            throw;
        }
    }

    /// <summary>Ends the call; one that is not over is cancelled.</summary>
    private void Release()
    {
        _over = true;
        _limit = null;
        _call?.Dispose();
        _reader.Dispose();
    }
}
