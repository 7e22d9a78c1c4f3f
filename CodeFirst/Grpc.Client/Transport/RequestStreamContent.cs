using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.Client;

/// <summary>The body of a request that is a stream of messages, sent as they are yielded while the response is read.</summary>
/// <remarks>
/// HttpClient runs this beside the response and takes care of what it throws, but an answer that comes together with that
/// is lost: if the request has failed before the response's headers have been looked at, it looks no further. So this fails
/// for two reasons only. The producer failed: HttpClient resets the stream, and the caller gets <see cref="Failure"/>. Or
/// the call is over and <see cref="Stop"/> has been called. A transport that takes no more is no reason, since how the call
/// ended is then known on the side of the response: the sender stops, and waits for that.
/// A producer is told by its token that it is not needed, is not asked again, and is disposed when its last move has
/// ended, however late that is; nobody waits for it.
/// </remarks>
internal sealed class RequestStreamContent<TRequest> : CallContent
    where TRequest : class
{
    private readonly Method _method;
    private readonly MessageSerializer<TRequest> _serializer;
    private readonly IAsyncEnumerable<TRequest> _requests;
    private readonly RequestEncoding _encoding;
    private readonly RequestBatch _batch = new();

    // Not disposed: it has no timer and no handle of its own.
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Exception? _failure;
    private bool _started;
    private bool _ended;

    // Belongs to the pump: whether the exception under way is the transport's.
    private bool _transportFailed;

    public RequestStreamContent(Method method, MessageSerializer<TRequest> serializer, IAsyncEnumerable<TRequest> requests, in RequestEncoding encoding)
    {
        _method = method;
        _serializer = serializer;
        _requests = requests;
        _encoding = encoding;
    }

    public override Exception? Failure => Volatile.Read(ref _failure);

    // Nothing to undo: the token is the call's own.
    public override void StopWith(CancellationToken callEnds) =>
        callEnds.UnsafeRegister(static content => ((CallContent)content!).Stop(), this);

    public override void Stop()
    {
        _over.TrySetResult();
        StopProducer();
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, true))
        {
            // HttpClient tries again when a server refuses a stream unseen. Messages that are gone cannot be sent again.
            var refused = new RpcException(new Status(StatusCode.Unavailable, $"the server refused the call of '{_method.FullName}' when its requests were being sent already"));
            Volatile.Write(ref _failure, refused);
            throw refused;
        }

        // Cancelled when the stream has been reset, also by a server that has answered and wants no more requests.
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static content => ((RequestStreamContent<TRequest>)content!).StopProducer(), this);

        // The pump catches everything, so that it may be left behind with a producer that does not care for its token.
        Task<Exception?> pump = PumpAsync(stream);
        await Task.WhenAny(pump, _over.Task).ConfigureAwait(false);
        if (!pump.IsCompleted)
        {
            throw new OperationCanceledException("The call is over.");
        }

        if (await pump.ConfigureAwait(false) is { } error)
        {
            if (Failure is null)
            {
                await _over.Task.ConfigureAwait(false);
            }

            ExceptionDispatchInfo.Throw(error);
        }
    }

    private void StopProducer()
    {
        if (Volatile.Read(ref _ended))
        {
            return;
        }

        try
        {
            _stopping.Cancel();
        }
        catch (AggregateException)
        {
            // A callback of the producer's on its token. The call has ended already, so it changes nothing.
        }
    }

    /// <summary>Sends all requests; gives what went wrong.</summary>
    private async Task<Exception?> PumpAsync(Stream stream)
    {
        // The producer's code must not keep the response from being read, so it runs on a thread of its own from the start.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            // A server may have something to say before the first request, which may even depend on it: HttpClient would
            // hold the headers back until then.
            await SendAsync(stream).ConfigureAwait(false);
            await SendAllAsync(stream).ConfigureAwait(false);
            _batch.Release();
            return null;
        }
        catch (Exception e)
        {
            if (!_transportFailed && !_stopping.IsCancellationRequested)
            {
                Volatile.Write(ref _failure, e);
            }

            return e;
        }
        finally
        {
            Volatile.Write(ref _ended, true);
        }
    }

    private async Task SendAllAsync(Stream stream)
    {
        IAsyncEnumerator<TRequest> producer = _requests.GetAsyncEnumerator(_stopping.Token);
        try
        {
            while (true)
            {
                ValueTask<bool> next = producer.MoveNextAsync();
                if (!(next.IsCompleted ? next.Result : await SendAndWaitAsync(next, stream).ConfigureAwait(false)))
                {
                    break;
                }

                _stopping.Token.ThrowIfCancellationRequested();
                if (Add(producer.Current))
                {
                    await SendAsync(stream).ConfigureAwait(false);
                }
            }

            if (_batch.HasPending)
            {
                await SendAsync(stream).ConfigureAwait(false);
            }
        }
        finally
        {
            await producer.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Sends what is pending while the producer works on the next message, and waits for that.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendAndWaitAsync(ValueTask<bool> next, Stream stream)
    {
        try
        {
            if (_batch.HasPending)
            {
                await SendAsync(stream).ConfigureAwait(false);
            }
        }
        catch
        {
            // An enumerator must not be disposed in the middle of a move, so that is waited for in any case.
            StopProducer();
            await ((Task)next.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await next.ConfigureAwait(false);
    }

    private bool Add(TRequest? message)
    {
        if (message is null)
        {
            throw new InvalidOperationException($"The requests of '{_method.FullName}' have a null among them; each is a message.");
        }

        try
        {
            return _batch.Add(message, _serializer, _encoding);
        }
        catch (ProtobufException e)
        {
            throw Unwritable(e);
        }
    }

    private async ValueTask SendAsync(Stream stream)
    {
        try
        {
            _stopping.Token.ThrowIfCancellationRequested();
            if (_batch.HasPending)
            {
                await stream.WriteAsync(_batch.Pending, _stopping.Token).ConfigureAwait(false);
            }

            await stream.FlushAsync(_stopping.Token).ConfigureAwait(false);
            _batch.Clear();
        }
        catch
        {
            // The batch's memory is left to the garbage collector: the transport may not be done with it.
            _transportFailed = true;
            throw;
        }
    }
}
