using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using CodeFirst.Grpc.Framing;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.Server;

/// <summary>
/// The stream of requests of one call, as its interceptors see it and as its handler does. It is its own enumerator, since
/// it can be enumerated only once.
/// </summary>
/// <remarks>
/// One read brings many small messages; until they are used up, moving on waits for nothing. One flow moves at a time. The
/// flow that runs the call closes the stream when the handler is done: a handler may have left somebody behind who
/// still reads, and from then on the request is no longer ours.
/// </remarks>
internal sealed class RequestStream<TRequest> : IAsyncStreamReader<TRequest>, IAsyncEnumerable<TRequest>, IAsyncEnumerator<TRequest>
    where TRequest : class
{
    private const int Idle = 0;
    private const int Moving = 1;
    private const int Closing = 2;
    private const int Closed = 3;

    private readonly ServerCall _call;
    private readonly MessageSerializer<TRequest> _serializer;
    private readonly PipeReader _reader;
    private readonly ReceiveRules _rules;

    // Belong to the flow that moves.
    private ReadOnlySequence<byte> _rest;
    private bool _holdsRead;
    private bool _complete;
    private TRequest? _current;
    private RpcException? _failure;

    // Shared with the flow that closes.
    private int _state;
    private TaskCompletionSource? _moveEnded;

    private bool _enumerated;
    private CancellationToken _token;

    public RequestStream(ServerCall call, MessageSerializer<TRequest> serializer)
    {
        _call = call;
        _serializer = serializer;
        _reader = call.Http.Request.BodyReader;
        _rules = call.ReceiveRules;
    }

    public TRequest Current => _current!;

    public IAsyncEnumerator<TRequest> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _enumerated, true))
        {
            throw SecondEnumeration.OfRequests(_call.Method);
        }

        _token = cancellationToken;
        return this;
    }

    public ValueTask<bool> MoveNextAsync() => MoveAsync(_token);

    public Task<bool> MoveNext(CancellationToken cancellationToken) => MoveAsync(cancellationToken).AsTask();

    /// <summary>Does nothing: a handler need not read to the end.</summary>
    public ValueTask DisposeAsync() => default;

    /// <summary>Lets go of the request. A move under way ends; later ones fail.</summary>
    public async ValueTask CloseAsync()
    {
        _moveEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _state, Closing, Moving) == Moving)
        {
            // What the move waits for is the client alone, so this wait is over as soon as that one is stopped.
            _call.StopReading();
            await _moveEnded.Task;
        }
        else if (Interlocked.CompareExchange(ref _state, Closed, Idle) != Idle)
        {
            // A move began between the two looks.
            await CloseAsync();
            return;
        }

        GiveBack();
    }

    private ValueTask<bool> MoveAsync(CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            ThrowIfStopped(cancellationToken);
            if (TryTake())
            {
                Leave();
                return new ValueTask<bool>(true);
            }
        }
        catch
        {
            Leave();
            throw;
        }

        return MoveSlowAsync(cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> MoveSlowAsync(CancellationToken cancellationToken)
    {
        // The call's own token ends a read by itself. Another one that comes a moment too late stops the next read, which
        // then brings nothing new and is repeated.
        CancellationTokenRegistration registration = cancellationToken.CanBeCanceled && cancellationToken != _call.CancellationToken
            ? cancellationToken.UnsafeRegister(static call => ((ServerCall)call!).StopReading(), _call)
            : default;
        try
        {
            while (!_complete)
            {
                bool betweenMessages = _rest.IsEmpty;
                GiveBack();
                ReadResult read = await _call.ReadRequestAsync(_reader, mayBeSilent: betweenMessages);
                _rest = read.Buffer;
                _holdsRead = true;
                _complete = read.IsCompleted;
                ThrowIfStopped(cancellationToken);
                if (TryTake())
                {
                    return true;
                }
            }

            return _rest.IsEmpty ? false : throw (_failure = MessageSequence.Truncated(_rest, _rules));
        }
        finally
        {
            await registration.DisposeAsync();
            Leave();
        }
    }

    /// <summary>Takes a message from what has been read.</summary>
    private bool TryTake()
    {
        try
        {
            if (!MessageSequence.TryRead(ref _rest, _rules, out ReadOnlySequence<byte> message, out bool compressed))
            {
                return false;
            }

            _call.CountRequest();
            _call.WasRequestCompressed = compressed;
            _current = compressed ? MessageParser.ParseCompressed(_serializer, message, _rules) : MessageParser.Parse(_serializer, message);
        }
        catch (RpcException e)
        {
            // What follows bytes that are no message is none either: whoever moves again is told the same.
            _failure = e;
            throw;
        }

        if (_rest.IsEmpty)
        {
            // Before the handler works on the last message, the client learns that it may send more.
            GiveBack();
        }

        return true;
    }

    /// <summary>Ends the read under way; what is left of it comes again with the next.</summary>
    private void GiveBack()
    {
        if (_holdsRead)
        {
            // All is examined: the next read waits for more. What has been examined is given back to the client's
            // flow-control window, so a message may be longer than that.
            _holdsRead = false;
            _call.AdvanceRequest(_reader, _rest.Start, _rest.End);
            _rest = default;
        }
    }

    private void ThrowIfStopped(CancellationToken cancellationToken)
    {
        _call.ThrowIfEnded();
        if (Volatile.Read(ref _state) == Closing)
        {
            ThrowClosed();
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is not null)
        {
            throw _failure;
        }
    }

    private void Enter()
    {
        switch (Interlocked.CompareExchange(ref _state, Moving, Idle))
        {
            case Idle:
                return;
            case Moving:
                throw new InvalidOperationException("A request is being read already: wait for one move before the next.");
            default:
                ThrowClosed();
                return;
        }
    }

    private void Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Moving) == Closing)
        {
            Volatile.Write(ref _state, Closed);
            _moveEnded!.SetResult();
        }
    }

    [DoesNotReturn]
    private static void ThrowClosed() => throw new OperationCanceledException("The handler has ended, and the requests of its call with it.");
}
