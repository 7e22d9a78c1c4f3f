namespace CodeFirstSatellite.Maps.Tiles.PmTiles;

/// <summary>Reads numbers of 7 bits a byte, the lowest first.</summary>
internal ref struct VarintReader(ReadOnlySpan<byte> bytes)
{
    private const int LongestVarint = 10;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <exception cref="InvalidDataException">There is none, or it is too large.</exception>
    public ulong Next(ulong most = ulong.MaxValue)
    {
        ulong number = 0;
        for (int i = 0; i < Math.Min(_rest.Length, LongestVarint); i++)
        {
            byte part = _rest[i];
            number |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return number <= most ? number : throw new InvalidDataException($"expected a number up to {most}, found {number}");
            }
        }

        throw new InvalidDataException("it ends within a number, or a number has more than 64 bits");
    }
}

/// <summary>Writes numbers of 7 bits a byte, the lowest first.</summary>
internal sealed class VarintWriter(int capacity)
{
    private readonly List<byte> _bytes = new(capacity);

    public void Add(ulong number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            _bytes.Add((byte)(number | 0x80));
        }

        _bytes.Add((byte)number);
    }

    public byte[] ToArray() => [.. _bytes];
}
