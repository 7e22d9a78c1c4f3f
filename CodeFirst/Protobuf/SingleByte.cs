namespace CodeFirst.Protobuf;

/// <summary>Byte strings of one byte, which share memory: in a stream of them, allocating arrays costs more than all else.</summary>
internal static class SingleByte
{
    private static readonly byte[] All = [.. Enumerable.Range(byte.MinValue, byte.MaxValue + 1).Select(static value => (byte)value)];

    public static ReadOnlyMemory<byte> Of(byte value) => new(All, value, 1);
}
