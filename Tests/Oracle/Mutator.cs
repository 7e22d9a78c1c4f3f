namespace Tests.Oracle;

/// <summary>Makes hostile bytes of valid messages: the same ones for the same seed.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> valid, int seed)
{
    private const int Longest = 4_096;

    /// <summary>Varints at the edges of lengths, tags and numbers.</summary>
    private static readonly byte[][] Extremes =
    [
        [0x00], [0x01], [0x7F], [0x80, 0x01], [0x80, 0x00], [0xFF, 0x7F],
        [0xFF, 0xFF, 0xFF, 0xFF, 0x07],
        [0x80, 0x80, 0x80, 0x80, 0x08],
        [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
        [0x80, 0x80, 0x80, 0x80, 0x10],
        [0x88, 0x80, 0x80, 0x80, 0x80, 0x00],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
        [0xA3, 0x06], [0xA4, 0x06], [0xA6, 0x06], [0x0B, 0x0C], [0xC3, 0x28], [0xED, 0xA0, 0x80],
    ];

    /// <summary>The message of a number, whatever was asked for before.</summary>
    public byte[] Make(int number)
    {
        var random = new Random(HashCode(number));
        List<byte> bytes = [.. valid[random.Next(valid.Count)]];
        for (int steps = Math.Max(1, random.Next(-2, 4)); steps > 0 && bytes.Count > 0; steps--)
        {
            Mutate(bytes, random);
            if (bytes.Count > Longest)
            {
                bytes.RemoveRange(Longest, bytes.Count - Longest);
            }
        }

        return [.. bytes];
    }

    private void Mutate(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count);
        int count = Math.Min(random.Next(1, 1 << random.Next(1, 9)), bytes.Count - at);
        switch (random.Next(10))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes[at] += random.Next(2) == 0 ? (byte)1 : (byte)255;
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.RemoveRange(at, count);
                break;
            case 5:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, count));
                break;
            case 6:
                List<byte> again = bytes.GetRange(at, count);
                for (int times = random.Next(1, 200); times > 0 && bytes.Count < Longest; times--)
                {
                    bytes.InsertRange(at, again);
                }

                break;
            case 7:
                byte[] other = valid[random.Next(valid.Count)];
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(random.Next(other.Length)));
                break;
            case 8:
                bytes.RemoveAt(at);
                bytes.InsertRange(at, Extremes[random.Next(Extremes.Length)]);
                break;
            default:
                bytes.AddRange(valid[random.Next(valid.Count)]);
                break;
        }
    }

    // Neighbouring seeds of Random are alike.
    private int HashCode(int number)
    {
        ulong mixed = (((ulong)(uint)seed << 32) | (uint)number) * 0x9E3779B97F4A7C15;
        return (int)((mixed ^ (mixed >> 29)) >> 16);
    }
}
