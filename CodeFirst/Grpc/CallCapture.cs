using CodeFirst.Grpc.Framing;

namespace CodeFirst.Grpc;

/// <summary>What a client's context keeps of the call made with it; of several calls, of the one started last.</summary>
/// <remarks>Written by the flow that runs the call, read by anybody.</remarks>
internal sealed class CallCapture
{
    private volatile TaskCompletionSource<Metadata>? _headers;
    private volatile Ending? _ending;
    private volatile MessageReader? _messages;
    private volatile CallCapture? _inner;
    private volatile Task<Metadata>? _given;

    /// <exception cref="InvalidOperationException">No call has been started.</exception>
    public Task<Metadata> Headers => (_headers ?? throw NotStarted()).Task;

    /// <exception cref="InvalidOperationException">No call has been started, or it is not over.</exception>
    public Metadata Trailers => Ended.Trailers;

    /// <inheritdoc cref="Trailers"/>
    public Status Status => Ended.Status;

    /// <summary>Whether a call has been started.</summary>
    public bool HasStarted => _headers is not null;

    /// <summary>Whether the response message read last had been compressed.</summary>
    public bool IsResponseCompressed => _messages is { WasCompressed: true } || _inner is { IsResponseCompressed: true };

    private Ending Ended => _ending ?? throw (_headers is null
        ? NotStarted()
        : new InvalidOperationException("The call is not over: its trailers and its status come with its end, so await its response or enumerate its responses to the end first."));

    /// <summary>A call starts.</summary>
    public void Start()
    {
        _ending = null;
        _messages = null;
        _inner = null;
        _given = null;
        _headers = new TaskCompletionSource<Metadata>(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The response's headers came; its messages are read with <paramref name="messages"/>.</summary>
    public void SetHeaders(Metadata headers, MessageReader messages)
    {
        _messages = messages;
        _headers!.TrySetResult(headers);
    }

    /// <summary>An interceptor stands between this call and one on the wire, which keeps a record of its own.</summary>
    public void Follow(CallCapture inner) => _inner = inner;

    /// <summary>The response's headers are those that an interceptor gives.</summary>
    public void Follow(AsyncCall call) => (_given = call.ResponseHeadersAsync).ContinueWith(
        static (given, headers) =>
        {
            if (given.IsCompletedSuccessfully)
            {
                ((TaskCompletionSource<Metadata>)headers!).TrySetResult(given.Result);
            }
        },
        _headers,
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    /// <summary>The call is over with what the server sent.</summary>
    public void SetEnd(Status status, Metadata trailers)
    {
        _ending = new Ending(status, trailers);
        if (_given is { IsCompleted: true })
        {
            // An interceptor's call may have had no headers to give.
            _headers!.TrySetResult([]);
        }
    }

    /// <summary>The call is over with an exception, whatever the server sent.</summary>
    public void SetFailure(Exception exception)
    {
        _ending = exception switch
        {
            RpcException rpc => new Ending(rpc.Status, rpc.Trailers),
            OperationCanceledException => new Ending(new Status(StatusCode.Cancelled, exception.Message, exception), []),
            _ => new Ending(new Status(StatusCode.Unknown, exception.Message, exception), []),
        };
        if (_headers!.TrySetException(exception))
        {
            // The call itself throws it; nobody needs to ask here as well.
            _ = _headers.Task.Exception;
        }
    }

    /// <summary>The call is let go of; if that comes before its end, it is cancelled.</summary>
    public void Release()
    {
        if (_ending is null)
        {
            SetFailure(new OperationCanceledException("The call was ended before its response had been read."));
        }
    }

    private static InvalidOperationException NotStarted() =>
        new("No call has been started with this context: a call with a stream of responses starts when the stream is enumerated, so enumerate it first.");

    private sealed record Ending(Status Status, Metadata Trailers);
}
