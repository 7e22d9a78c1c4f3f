namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>Where the blocks of a picture are. It stays in the file, so a picture of any size takes no memory. Thread-safe.</summary>
internal sealed class BlockTable
{
    // A block that is larger than its pixels is damaged; these are for headers and tables.
    private const int Allowance = 64 * 1024;
    private const int CheckedAtOnce = 8192;

    private readonly TiffField _offsets;
    private readonly TiffField _lengths;
    private readonly long _count;
    private readonly long _longest;

    /// <param name="directory">The picture's.</param>
    /// <param name="format">How it is stored.</param>
    /// <param name="subject">What messages call it.</param>
    /// <exception cref="MapFormatException">There are too few entries.</exception>
    public BlockTable(TiffDirectory directory, RasterFormat format, string subject)
    {
        File = directory.File;
        Subject = subject;
        _offsets = Find(directory, format.IsTiled ? TiffTag.TileOffsets : TiffTag.StripOffsets);
        _lengths = Find(directory, format.IsTiled ? TiffTag.TileByteCounts : TiffTag.StripByteCounts);
        _count = (long)format.BlocksAcross * format.BlocksDown * (format.IsPlanar ? format.Samples : 1);
        _longest = (2 * format.BlockLength) + Allowance;
        if (_offsets.Count < _count || _lengths.Count < _count)
        {
            throw new MapFormatException(
                $"{subject} is damaged: expected the places of {_count:N0} {(format.IsTiled ? "tiles" : "strips")}, "
                + $"found {Math.Min(_offsets.Count, _lengths.Count):N0}");
        }
    }

    /// <summary>The file that they are in.</summary>
    public TiffFile File { get; }

    /// <summary>What messages call the picture.</summary>
    public string Subject { get; }

    /// <summary>Checks that the file has all blocks.</summary>
    /// <exception cref="MapReadException">It ends before.</exception>
    public void Check()
    {
        long[] offsets = new long[CheckedAtOnce];
        long[] lengths = new long[CheckedAtOnce];
        for (long first = 0; first < _count; first += CheckedAtOnce)
        {
            int count = (int)Math.Min(CheckedAtOnce, _count - first);
            _offsets.ReadNumbers(first, offsets.AsSpan(0, count));
            _lengths.ReadNumbers(first, lengths.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                Check(first + i, offsets[i], lengths[i]);
            }
        }
    }

    /// <summary>The length of a block in bytes; 0 if the file has none, and with it no pixels there.</summary>
    /// <param name="index">The block, counted from the north-west, row by row.</param>
    /// <param name="offset">Where it begins.</param>
    /// <exception cref="MapReadException">The table is damaged, or cannot be read.</exception>
    public int Find(long index, out long offset)
    {
        Span<long> number = stackalloc long[1];
        _offsets.ReadNumbers(index, number);
        offset = number[0];
        _lengths.ReadNumbers(index, number);
        long length = number[0];
        Check(index, offset, length);
        return offset == 0 ? 0 : (int)length;
    }

    private TiffField Find(TiffDirectory directory, TiffTag tag) =>
        directory.Find(tag) ?? throw new MapFormatException($"{Subject} is damaged: it has no {tag}");

    private void Check(long index, long offset, long length)
    {
        if (offset != 0 && length > _longest)
        {
            throw new MapReadException(
                $"{Subject} is damaged: its block {index:N0} has {length:N0} bytes; expected {_longest:N0} at most");
        }

        if (offset != 0 && offset > File.Length - length)
        {
            throw new MapReadException(
                $"{Subject} is cut short: its block {index:N0} ends at byte {offset + length:N0}, and the file has {File.Length:N0}; "
                + "copy it again");
        }
    }
}
