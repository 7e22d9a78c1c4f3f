namespace CodeFirstSatellite.Maps.Tiles.PmTiles;

/// <summary>A directory: entries in the order of tiles. Written in columns of numbers, most of them differences (chapter 4).</summary>
internal sealed class TileDirectory
{
    /// <summary>How many bytes of a directory are read, packed or unpacked. Real ones have some ten thousand.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    private readonly DirectoryEntry[] _entries;

    private TileDirectory(DirectoryEntry[] entries) => _entries = entries;

    /// <summary>Number of entries, at least 1.</summary>
    public int Count => _entries.Length;

    public DirectoryEntry this[int index] => _entries[index];

    /// <summary>Reads an unpacked directory.</summary>
    /// <param name="bytes">The directory.</param>
    /// <param name="tiles">The length of the section of tiles, in which images lie.</param>
    /// <param name="leaves">The length of the section of directories, in which others lie.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static TileDirectory Read(ReadOnlySpan<byte> bytes, long tiles, long leaves)
    {
        var numbers = new VarintReader(bytes);
        ulong count = numbers.Next();

        // An entry has four numbers.
        if (count == 0 || count > (uint)bytes.Length / 4)
        {
            throw new InvalidDataException($"expected 1 or more entries, of at least 4 bytes each, in {bytes.Length} bytes, found {count}");
        }

        var entries = new DirectoryEntry[count];
        ulong id = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            ulong step = numbers.Next();
            if (step >= HilbertId.Limit - id || (step == 0 && i > 0))
            {
                throw new InvalidDataException($"entry {i} is not after the one before, or beyond zoom level 31");
            }

            id += step;
            entries[i] = new DirectoryEntry { TileId = id };
        }

        for (int i = 0; i < entries.Length; i++)
        {
            uint run = (uint)numbers.Next(uint.MaxValue);
            entries[i] = entries[i] with { RunLength = Math.Min(run, (uint)Math.Min(uint.MaxValue, HilbertId.Limit - entries[i].TileId)) };
        }

        for (int i = 0; i < entries.Length; i++)
        {
            int length = (int)numbers.Next(int.MaxValue);
            entries[i] = length > 0
                ? entries[i] with { Length = length }
                : throw new InvalidDataException($"entry {i} has the length 0");
        }

        for (int i = 0; i < entries.Length; i++)
        {
            ulong number = numbers.Next(long.MaxValue);
            long offset = number > 0 ? (long)number - 1 : i > 0 ? entries[i - 1].Offset + entries[i - 1].Length : 0;
            long section = entries[i].IsDirectory ? leaves : tiles;
            entries[i] = offset <= section - entries[i].Length
                ? entries[i] with { Offset = offset }
                : throw new InvalidDataException(
                    $"entry {i} ends at byte {offset + (decimal)entries[i].Length} of a section of {section} bytes");
        }

        return new TileDirectory(entries);
    }

    /// <summary>Writes entries as a directory, not packed.</summary>
    public static byte[] Write(ReadOnlySpan<DirectoryEntry> entries)
    {
        var numbers = new VarintWriter(6 * (entries.Length + 1));
        numbers.Add((uint)entries.Length);
        ulong before = 0;
        foreach (DirectoryEntry entry in entries)
        {
            numbers.Add(entry.TileId - before);
            before = entry.TileId;
        }

        foreach (DirectoryEntry entry in entries)
        {
            numbers.Add(entry.RunLength);
        }

        foreach (DirectoryEntry entry in entries)
        {
            numbers.Add((uint)entry.Length);
        }

        long? next = null;
        foreach (DirectoryEntry entry in entries)
        {
            numbers.Add(entry.Offset == next ? 0 : (ulong)entry.Offset + 1);
            next = entry.Offset + entry.Length;
        }

        return numbers.ToArray();
    }

    /// <summary>The index of the last entry that begins at or before a tile; -1 if there is none.</summary>
    public int IndexUpTo(ulong id)
    {
        int low = 0;
        int high = _entries.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_entries[middle].TileId <= id)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
