using CodeFirst.Grpc.Compression;

namespace CodeFirst.Grpc;

/// <summary>What a client asks for with one call.</summary>
/// <param name="Headers">Custom request headers.</param>
/// <param name="Deadline">When the call must be done, UTC; null for never. A past one fails the call at once.</param>
/// <param name="CancellationToken">Cancels the call, on the server too.</param>
public readonly record struct CallOptions(
    Metadata? Headers = null,
    DateTime? Deadline = null,
    CancellationToken CancellationToken = default)
{
    /// <summary>How the requests are sent, until <see cref="CallContext.WriteOptions"/> says otherwise; null for the usual way.</summary>
    public WriteOptions? WriteOptions { get; init; }

    /// <summary>How the requests are compressed: <c>gzip</c>, <c>deflate</c>, <c>br</c>, or null, the default, for not at all.</summary>
    public string? RequestCompression => Compression?.Name;

    internal CompressionAlgorithm? Compression { get; private init; }

    /// <summary>The server's call in whose course this one is made, or null.</summary>
    internal ServerCallContext? Parent { get; init; }

    /// <summary>Cancelled when an interceptor, or the caller of one, lets go of the call.</summary>
    internal CancellationToken Disposal { get; init; }

    /// <summary>
    /// The same for a call that a server makes to answer one of its own: it has the deadline of that one, unless its own is
    /// earlier, and ends with it. Headers are not handed on.
    /// </summary>
    /// <example>
    /// <code>
    /// public Task&lt;Image&gt; GetImage(Location location, CallContext context) =>
    ///     upstream.GetImage(location, new CallOptions(headers).WithPropagation(context.ServerCallContext!));
    /// </code>
    /// </example>
    public CallOptions WithPropagation(ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return this with { Parent = context };
    }

    /// <summary>
    /// The same with compressed requests. The server must know the encoding, or the call ends with UNIMPLEMENTED. A message
    /// that would not become shorter goes as it is. Responses are compressed if the server chooses to, whatever is set here.
    /// </summary>
    /// <param name="encoding"><c>gzip</c>, <c>deflate</c>, <c>br</c>, or <c>identity</c> or null for none.</param>
    /// <exception cref="ArgumentException">The runtime has no such encoding.</exception>
    public CallOptions WithRequestCompression(string? encoding) => this with { Compression = CompressionAlgorithm.Find(encoding, nameof(encoding)) };

    /// <summary>The same with other write options.</summary>
    public CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };

    /// <summary>The same with other headers.</summary>
    public CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    /// <summary>The same with another deadline, UTC.</summary>
    public CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    /// <summary>The same with another token.</summary>
    public CallOptions WithCancellationToken(CancellationToken cancellationToken) => this with { CancellationToken = cancellationToken };
}
