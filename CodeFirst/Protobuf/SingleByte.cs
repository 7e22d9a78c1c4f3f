namespace CodeFirst.Protobuf;

/// <summary>Byte strings of one byte, which share memory: in a stream of them, allocating arrays costs more than all else.</summary>
internal static class SingleByte
{
    private static readonly byte[] All = Make();

    public static ReadOnlyMemory<byte> Of(byte value) => new(All, value, 1);

    // No LINQ: ahead-of-time compiled programs lack it for numbers, so a client's first call would wait for the JIT.
    private static byte[] Make()
    {
        byte[] all = new byte[byte.MaxValue + 1];
        for (int value = 0; value < all.Length; value++)
        {
            all[value] = (byte)value;
        }

        return all;
    }
}
