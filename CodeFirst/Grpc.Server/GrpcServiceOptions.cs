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
        set => _maxReceiveMessageSize = NotNegative(value);
    }

    /// <summary>Longest response message, in bytes; null, the default, for no limit. A longer one is RESOURCE_EXHAUSTED.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MaxSendMessageSize
    {
        get => _maxSendMessageSize;
        set => _maxSendMessageSize = NotNegative(value);
    }

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

    /// <summary>What stands around every handler, the first one outermost.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    private static int? NotNegative(int? value)
    {
        if (value is { } size)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(value));
        }

        return value;
    }
}
