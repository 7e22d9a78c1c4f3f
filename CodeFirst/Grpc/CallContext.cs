using System.Runtime.CompilerServices;
using CodeFirst.Grpc.Compression;

namespace CodeFirst.Grpc;

/// <summary>
/// The last parameter of a contract method, one type for both sides: on the client it carries the call's options, on the
/// server what came with the call.
/// </summary>
public readonly struct CallContext
{
    private readonly CallOptions _clientOptions;
    private readonly CallCapture? _capture;

    // Where a client's choice for the next message lies, for all copies of the context; there is one only if it matters.
    private readonly StrongBox<WriteOptions?>? _writeOptions;

    // Ends sooner than the call: that of a half of a call whose other half has failed. On the client it is also in the options.
    private readonly CancellationToken _sooner;

    /// <summary>No options: no deadline, no headers, no cancellation.</summary>
    public static readonly CallContext Default;

    /// <summary>Creates a client's context.</summary>
    /// <param name="callOptions">What the client asks for.</param>
    /// <param name="flags">With <see cref="CallContextFlags.CaptureMetadata"/> the context keeps what comes with the response; make one per call.</param>
    /// <param name="state">Anything, for <see cref="State"/>.</param>
    public CallContext(in CallOptions callOptions, CallContextFlags flags = CallContextFlags.None, object? state = null)
    {
        _clientOptions = callOptions;
        _capture = flags.HasFlag(CallContextFlags.CaptureMetadata) ? new CallCapture() : null;
        _writeOptions = callOptions.Compression is null ? null : new StrongBox<WriteOptions?>(callOptions.WriteOptions);
        State = state;
    }

    private CallContext(in CallContext outer, in CallOptions options, CallCapture capture)
    {
        _clientOptions = options;
        _capture = capture;
        _writeOptions = outer._writeOptions ?? (options.Compression is null ? null : new StrongBox<WriteOptions?>(options.WriteOptions));
        State = outer.State;
    }

    private CallContext(in CallContext outer, CancellationToken sooner)
    {
        this = outer;
        _sooner = sooner;
        _clientOptions = _clientOptions with { CancellationToken = sooner };
    }

    /// <summary>Creates a server's context.</summary>
    /// <param name="server">The service object, for <see cref="State"/>.</param>
    /// <param name="context">The call.</param>
    public CallContext(object server, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        State = server;
        ServerCallContext = context;
    }

    /// <summary>The client's options; on the server, the deadline and cancellation that came.</summary>
    /// <remarks>Asked for on the server only when needed, since a call's token costs something to make.</remarks>
    public CallOptions CallOptions => ServerCallContext is null ? _clientOptions : new CallOptions(null, Deadline, CancellationToken);

    /// <summary>The call on the server; null on the client.</summary>
    public ServerCallContext? ServerCallContext { get; }

    /// <summary>What whoever made the context put there.</summary>
    public object? State { get; }

    /// <summary>The request headers: to be sent on the client (null for none), received on the server.</summary>
    public Metadata? RequestHeaders => ServerCallContext is null ? _clientOptions.Headers : ServerCallContext.RequestHeaders;

    /// <summary>Cancelled when the call is to stop: by the caller, the deadline, a lost connection or a shutdown.</summary>
    public CancellationToken CancellationToken => _sooner.CanBeCanceled ? _sooner : ServerCallContext?.CancellationToken ?? _clientOptions.CancellationToken;

    /// <summary>When the call must be done, UTC; null for never.</summary>
    public DateTime? Deadline => ServerCallContext switch
    {
        null => _clientOptions.Deadline,
        { Deadline: var deadline } => deadline == DateTime.MaxValue ? null : deadline,
    };

    /// <summary>
    /// How messages are sent from now on, by the client as by the server: set it before the message is yielded or returned.
    /// On a client whose call does not compress there is nothing to choose, and setting it changes nothing.
    /// </summary>
    public WriteOptions? WriteOptions
    {
        get => ServerCallContext is { } call ? call.WriteOptions : _writeOptions is { } box ? box.Value : _clientOptions.WriteOptions;
        set
        {
            if (ServerCallContext is { } call)
            {
                call.WriteOptions = value;
            }
            else if (_writeOptions is { } box)
            {
                box.Value = value;
            }
        }
    }

    /// <summary><see cref="State"/>, if it is of this type; else null.</summary>
    public T? As<T>()
        where T : class => State as T;

    /// <summary>
    /// On the client, the custom response headers of the call made with this context, as soon as they have come; of a call
    /// that fails before that, its exception.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// Thrown at once: the context has no <see cref="CallContextFlags.CaptureMetadata"/>, or no call has been started with it,
    /// which for a stream of responses means that nobody has enumerated it.
    /// </exception>
    public Task<Metadata> ResponseHeadersAsync() => Capture.Headers;

    /// <summary>On the client, the custom trailers of the call made with this context, when it is over.</summary>
    /// <exception cref="InvalidOperationException">As <see cref="ResponseHeadersAsync"/>, or the call is not over.</exception>
    public Metadata ResponseTrailers() => Capture.Trailers;

    /// <summary>On the client, how the call made with this context ended, when it is over.</summary>
    /// <exception cref="InvalidOperationException">As <see cref="ResponseHeadersAsync"/>, or the call is not over.</exception>
    public Status ResponseStatus() => Capture.Status;

    /// <summary>On the client, whether the response message read last had been compressed.</summary>
    /// <exception cref="InvalidOperationException">The context has no <see cref="CallContextFlags.CaptureMetadata"/>.</exception>
    public bool IsResponseCompressed() => Capture.IsResponseCompressed;

    /// <summary>How the next request is to be compressed; null for not at all.</summary>
    internal CompressionAlgorithm? RequestCompression => Grpc.WriteOptions.Compresses(WriteOptions) ? _clientOptions.Compression : null;

    /// <summary>Where the call made with this context leaves what comes with its response; null if nobody wants to know.</summary>
    internal CallCapture? OptionalCapture => _capture;

    /// <summary>A context for the call that an interceptor makes in place of the one with this context.</summary>
    internal CallContext Continue(in CallOptions options, CallCapture capture) => new(this, options, capture);

    /// <summary>The same with another token, which ends no later than its own.</summary>
    internal CallContext EndingWith(CancellationToken sooner) => new(this, sooner);

    private CallCapture Capture => _capture ?? throw new InvalidOperationException(ServerCallContext is null
        ? "What comes with the response has not been kept: make the context with CallContextFlags.CaptureMetadata."
        : "This is a server's context: what comes with the response is the client's to read; here, set it on ServerCallContext.");

    /// <summary>A client's context with these options.</summary>
    public static implicit operator CallContext(CallOptions callOptions) => new(callOptions);

    /// <summary>A client's context that can be cancelled.</summary>
    public static implicit operator CallContext(CancellationToken cancellationToken) => new(new CallOptions(CancellationToken: cancellationToken));

    /// <summary>A server's context.</summary>
    public static implicit operator CallContext(ServerCallContext context) => new(context, context);
}
