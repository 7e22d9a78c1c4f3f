using System.IO.Compression;
using CodeFirst.Grpc.Compression;

namespace CodeFirst.Grpc.Server;

/// <summary>What the services of a server are limited to, and what stands around their handlers.</summary>
public sealed class GrpcServiceOptions
{
    // gRPC's own default. It bounds what one call can make the server hold before any handler has run.
    private int? _maxReceiveMessageSize = 4 * 1024 * 1024;
    private int? _maxSendMessageSize;

    // Long enough for a laptop that was closed for a moment, short enough that dead clients do not pile up.
    private TimeSpan _stallTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Longest request message, in bytes; null for no limit. 4 MiB by default. A longer one is RESOURCE_EXHAUSTED.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MaxReceiveMessageSize
    {
        get => _maxReceiveMessageSize;
        set => _maxReceiveMessageSize = MessageLimits.NotNegative(value);
    }

    /// <summary>Longest response message, in bytes; null, the default, for no limit. A longer one is RESOURCE_EXHAUSTED.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MaxSendMessageSize
    {
        get => _maxSendMessageSize;
        set => _maxSendMessageSize = MessageLimits.NotNegative(value);
    }

    /// <summary>What single services and methods are limited to instead.</summary>
    public IList<MethodConfig> MethodConfigs { get; } = [];

    /// <summary>
    /// How responses are compressed for clients that can read it, unless a call chooses for itself: <c>gzip</c>, <c>deflate</c>,
    /// <c>br</c>, or null, the default, for not at all. Requests may always come compressed.
    /// </summary>
    /// <exception cref="ArgumentException">The runtime has no such encoding.</exception>
    public string? ResponseCompressionAlgorithm
    {
        get => ResponseCompression?.Name;
        set => ResponseCompression = CompressionAlgorithm.Find(value, nameof(value));
    }

    /// <summary>How much work compressing is worth.</summary>
    public CompressionLevel ResponseCompressionLevel { get; set; } = CompressionLevel.Fastest;

    /// <summary>
    /// How long a call may wait for its client to read on, or to send the rest of a message, before its stream is reset.
    /// 2 minutes by default; <see cref="Timeout.InfiniteTimeSpan"/> for ever. Other calls of the connection are untouched.
    /// Between two messages of a stream of requests a client may be silent for as long as it likes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is neither positive, up to 49 days, nor infinite.</exception>
    public TimeSpan StallTimeout
    {
        get => _stallTimeout;
        set
        {
            if (value != Timeout.InfiniteTimeSpan && (value <= TimeSpan.Zero || value > TimeSpan.FromDays(49)))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "The stall timeout is more than 0 and at most 49 days, or infinite.");
            }

            _stallTimeout = value;
        }
    }

    /// <summary>
    /// Whether the client is told the text of exceptions that handlers do not catch. False by default: such texts can say
    /// what is nobody's business. They are always logged.
    /// </summary>
    public bool EnableDetailedErrors { get; set; }

    /// <summary>What exceptions that handlers throw mean for the caller.</summary>
    public ExceptionMap Exceptions { get; } = new();

    /// <summary>What stands around every handler, the first one outermost.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    internal CompressionAlgorithm? ResponseCompression { get; private set; }

    internal MessageLimits LimitsOf(Method method) => MessageLimits.Of(method, MethodConfigs, new MessageLimits(MaxReceiveMessageSize, MaxSendMessageSize));
}
