namespace CodeFirst.Protobuf;

/// <summary>
/// Byte strings of one byte, which share their memory: in a stream of such messages, as of a text map's cells, an array each
/// would take longer than all else that is done for them.
/// </summary>
internal static class SingleByte
{
    private static readonly byte[] All = Make();

    public static ReadOnlyMemory<byte> Of(byte value) => new(All, value, 1);

    // No LINQ: no program that is compiled ahead has it for numbers, so a client's first call would wait for the compiler.
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
