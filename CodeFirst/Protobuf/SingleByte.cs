namespace CodeFirst.Protobuf;

/// <summary>
/// Byte strings of one byte, which share their memory: in a stream of such messages, as of a text map's cells, an array each
/// would take longer than all else that is done for them.
/// </summary>
internal static class SingleByte
{
    private static readonly byte[] All = [.. Enumerable.Range(0, byte.MaxValue + 1).Select(value => (byte)value)];

    public static ReadOnlyMemory<byte> Of(byte value) => new(All, value, 1);
}
