namespace CodeFirst.Grpc;

/// <summary>
/// The last parameter of a contract method, one type for both sides: on the client it carries the call's options, on the
/// server what came with the call.
/// </summary>
public readonly struct CallContext
{
    private readonly CallOptions _clientOptions;

    /// <summary>No options: no deadline, no headers, no cancellation.</summary>
    public static readonly CallContext Default;

    /// <summary>Creates a client's context.</summary>
    public CallContext(in CallOptions callOptions) => _clientOptions = callOptions;

    /// <summary>Creates a server's context.</summary>
    /// <param name="server">The service object; kept for source compatibility with protobuf-net.Grpc, unused.</param>
    /// <param name="context">The call.</param>
    public CallContext(object server, ServerCallContext context)
    {
        _ = server;
        ArgumentNullException.ThrowIfNull(context);
        ServerCallContext = context;
    }

    /// <summary>The client's options; on the server, the deadline and cancellation that came.</summary>
    /// <remarks>Asked for on the server only when needed, since a call's token costs something to make.</remarks>
    public CallOptions CallOptions => ServerCallContext is null ? _clientOptions : new CallOptions(null, Deadline, CancellationToken);

    /// <summary>The call on the server; null on the client.</summary>
    public ServerCallContext? ServerCallContext { get; }

    /// <summary>The request headers: to be sent on the client (null for none), received on the server.</summary>
    public Metadata? RequestHeaders => ServerCallContext is null ? _clientOptions.Headers : ServerCallContext.RequestHeaders;

    /// <summary>Cancelled when the call is to stop: by the caller, the deadline, a lost connection or a shutdown.</summary>
    public CancellationToken CancellationToken => ServerCallContext?.CancellationToken ?? _clientOptions.CancellationToken;

    /// <summary>When the call must be done, UTC; null for never.</summary>
    public DateTime? Deadline => ServerCallContext switch
    {
        null => _clientOptions.Deadline,
        { Deadline: var deadline } => deadline == DateTime.MaxValue ? null : deadline,
    };

    /// <summary>A client's context with these options.</summary>
    public static implicit operator CallContext(CallOptions callOptions) => new(callOptions);

    /// <summary>A client's context that can be cancelled.</summary>
    public static implicit operator CallContext(CancellationToken cancellationToken) => new(new CallOptions(CancellationToken: cancellationToken));

    /// <summary>A server's context.</summary>
    public static implicit operator CallContext(ServerCallContext context) => new(context, context);
}
