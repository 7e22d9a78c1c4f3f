using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.Server;

/// <summary>One <see cref="MessageLengths"/> per thread, for messages written from start to end without a wait.</summary>
internal static class LengthsPool
{
    [ThreadStatic]
    private static MessageLengths? _cached;

    public static MessageLengths Take()
    {
        MessageLengths lengths = _cached ?? new MessageLengths();
        _cached = null;
        return lengths;
    }

    public static void Return(MessageLengths lengths) => _cached = lengths;
}
