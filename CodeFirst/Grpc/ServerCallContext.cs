namespace CodeFirst.Grpc;

/// <summary>One call as its server sees it.</summary>
public abstract class ServerCallContext
{
    /// <summary>The route, <c>/package.Service/Method</c>.</summary>
    public abstract string Method { get; }

    /// <summary>The <c>:authority</c> that the client named.</summary>
    public abstract string Host { get; }

    /// <summary>Where the client is, such as <c>ipv4:127.0.0.1:50000</c>.</summary>
    public abstract string Peer { get; }

    /// <summary>When the call must be done, UTC; <see cref="DateTime.MaxValue"/> for never.</summary>
    public abstract DateTime Deadline { get; }

    /// <summary>The custom request headers.</summary>
    public abstract Metadata RequestHeaders { get; }

    /// <summary>Cancelled when the call is to stop: by the client, the deadline, a lost connection, a stalled peer or a shutdown.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Custom trailers, sent with the status.</summary>
    public abstract Metadata ResponseTrailers { get; }

    /// <summary>The status sent when the handler ends without an exception.</summary>
    public abstract Status Status { get; set; }

    /// <summary>Whether the request message read last had been compressed.</summary>
    public abstract bool IsRequestCompressed { get; }

    /// <summary>
    /// How the responses are compressed if the client can read it: <c>gzip</c>, <c>deflate</c>, <c>br</c>, or null for not at
    /// all. At first what the server's options say. Set it before the response headers are sent, so before the first message.
    /// </summary>
    /// <exception cref="ArgumentException">Set: the runtime has no such encoding.</exception>
    /// <exception cref="InvalidOperationException">Set: the response headers have been sent.</exception>
    public abstract string? ResponseCompression { get; set; }

    /// <summary>How messages are sent from now on; null for the usual way.</summary>
    public abstract WriteOptions? WriteOptions { get; set; }

    /// <summary>How many request messages the call has had so far.</summary>
    public abstract long MessagesReceived { get; }

    /// <summary>How many response messages the runtime has taken to be sent.</summary>
    public abstract long MessagesSent { get; }

    /// <summary>Bytes of those messages, without their five-byte prefixes.</summary>
    public abstract long BytesSent { get; }

    /// <summary>What interceptors and handlers of this call tell each other.</summary>
    public abstract IDictionary<object, object> UserState { get; }

    /// <summary>Sends the response headers now rather than with the first message; once per call.</summary>
    /// <exception cref="InvalidOperationException">The response headers have been sent.</exception>
    public abstract Task WriteResponseHeadersAsync(Metadata responseHeaders);

    /// <summary>
    /// The status that this call would end with if its handler ended with <paramref name="exception"/>, or without one, now: once the
    /// call is over the one it ended with (DEADLINE_EXCEEDED, CANCELLED, UNAVAILABLE), else <see cref="Status"/>, that of an
    /// <see cref="RpcException"/>, or UNKNOWN.
    /// </summary>
    public abstract Status StatusOf(Exception? exception);
}
