using System.Runtime.CompilerServices;

namespace CodeFirst.Grpc;

/// <summary>The longest messages of a method's calls, in bytes; null for no limit.</summary>
internal readonly record struct MessageLimits(int? Receive, int? Send)
{
    /// <summary>The limits of a method.</summary>
    public static MessageLimits Of(Method method, IEnumerable<MethodConfig> configs, MessageLimits general)
    {
        MethodConfig[] closestFirst =
        [
            .. configs
                .Select(config => (Config: config, Closeness: config.Names.Select(name => name.Closeness(method)).DefaultIfEmpty().Max()))
                .Where(c => c.Closeness > 0)
                .Reverse()
                .OrderByDescending(c => c.Closeness)
                .Select(c => c.Config),
        ];
        return new MessageLimits(
            Set(closestFirst.Select(c => c.MaxReceiveMessageSize), general.Receive),
            Set(closestFirst.Select(c => c.MaxSendMessageSize), general.Send));
    }

    public static int? NotNegative(int? value, [CallerMemberName] string name = "")
    {
        if (value is { } size)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, name);
        }

        return value;
    }

    private static int? Set(IEnumerable<int?> values, int? general) => values.FirstOrDefault(v => v is not null) switch
    {
        null => general,
        int.MaxValue => null,
        { } size => size,
    };
}
