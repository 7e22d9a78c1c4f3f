namespace CodeFirst.Grpc;

/// <summary>What calls of some methods are limited to, where it is not what calls are limited to in general.</summary>
/// <remarks>
/// gRPC "Service Config". For each of the values the closest config that sets it counts: one that names the method, then one
/// that names its service, then one for all; of two equally close ones, the one added last.
/// </remarks>
/// <example>
/// <code>
/// options.MethodConfigs.Add(new MethodConfig
/// {
///     Names = { new MethodName { Service = "shop.Orders", Method = "GetInvoice" } },
///     MaxSendMessageSize = 16 * 1024 * 1024,
/// });
/// </code>
/// </example>
public sealed class MethodConfig
{
    private int? _maxReceiveMessageSize;
    private int? _maxSendMessageSize;

    /// <summary>The methods that this is for.</summary>
    public IList<MethodName> Names { get; } = [];

    /// <summary>Longest message that is received, in bytes; null to leave it as it is, <see cref="int.MaxValue"/> for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MaxReceiveMessageSize
    {
        get => _maxReceiveMessageSize;
        set => _maxReceiveMessageSize = MessageLimits.NotNegative(value);
    }

    /// <summary>Longest message that is sent, in bytes; null to leave it as it is, <see cref="int.MaxValue"/> for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MaxSendMessageSize
    {
        get => _maxSendMessageSize;
        set => _maxSendMessageSize = MessageLimits.NotNegative(value);
    }
}
