using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using CodeFirst.Grpc.Framing;

namespace CodeFirst.Grpc.Client;

/// <summary>
/// A call that has a stream of responses, whatever its request is. It starts with the first move, and is its own
/// enumerator, since it can be enumerated only once.
/// </summary>
/// <remarks>
/// One move at a time; disposing may come in the middle of one, which then fails and itself lets go of what it was using:
/// memory that the transport is writing into must not be given back.
/// </remarks>
internal abstract class ResponseSequence<TRequest, TResponse>(
    GrpcChannel channel,
    Method<TRequest, TResponse> method,
    CallContext context) : IAsyncEnumerable<TResponse>, IAsyncEnumerator<TResponse>
    where TRequest : class
    where TResponse : class
{
    private const int Idle = 0;
    private const int Moving = 1;
    private const int Closed = 2;

    private readonly MessageReader _reader = new(channel.RouteOf(method).Limits.Receive);
    private int _state;
    private bool _enumerated;
    private bool _over;
    private CancellationToken _token;
    private ClientCall? _call;

    // Null before the call has started, while a move waits, and after the end.
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
        if (Interlocked.Exchange(ref _state, Closed) == Moving)
        {
            Volatile.Read(ref _call)?.Limit.Abandon();
        }
        else
        {
            Release();
        }

        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> MoveNextSlowAsync()
    {
        switch (Interlocked.CompareExchange(ref _state, Moving, Idle))
        {
            case Moving:
                throw new InvalidOperationException($"A response of '{method.FullName}' is being waited for already: await one MoveNextAsync before the next.");
            case Closed:
                return false;
        }

        _limit = null;
        try
        {
            if (_over)
            {
                return false;
            }

            if (_call is null)
            {
                _call = new ClientCall(channel, method, context, canBeAbandoned: true, _token);
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref _state) == Closed)
                {
                    // Whoever disposed this has found no call to end.
                    _call.Limit.Abandon();
                }

                await _call.StartAsync(CreateContent(), _reader).ConfigureAwait(false);
            }

            while (await _reader.FillAsync(_call.Body, _call.Limit.Token).ConfigureAwait(false))
            {
                if (_reader.TryRead(method.ResponseSerializer, out _current))
                {
                    _limit = _call.Limit;
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
        finally
        {
            if (Interlocked.CompareExchange(ref _state, Idle, Moving) == Closed)
            {
                Release();
            }
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
