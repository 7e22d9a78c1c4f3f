namespace Tests.Interop.Exchange;

/// <summary>Bytes that cannot be mistaken for others: each is its position, modulo 251.</summary>
internal static class Pattern
{
    private const int Period = 251;

    public static byte[] Make(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)(i % Period);
        }

        return bytes;
    }

    public static bool Matches(ReadOnlySpan<byte> bytes) => bytes.SequenceEqual(Make(bytes.Length));
}
