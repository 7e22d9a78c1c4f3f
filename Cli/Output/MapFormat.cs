using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>
/// Rows of one-byte images, northernmost first, each ended by LF; a skipped cell is a space. Of a whole text map that makes
/// the map's file again.
/// </summary>
internal class MapFormat(Area area) : ImageFormat
{
    private readonly int _west = area.LowerLeft!.X;
    private readonly int _south = area.LowerLeft.Y;
    private readonly int _east = area.UpperRight!.X;
    private readonly int _north = area.UpperRight.Y;

    // The next cell to be written; 64 bits wide, since one past the last of a row or map may be past an int.
    private long _x = area.LowerLeft!.X;
    private long _y = area.UpperRight!.Y;

    public sealed override void Write(Image image, ByteSink sink)
    {
        if (image.Bytes.Length != 1)
        {
            throw CliException.Usage($"the image at {image.X},{image.Y} has {image.Bytes.Length:N0} bytes, and a map is made of images of one byte each. Use --format ndjson or --format raw.");
        }

        bool inArea = image.X >= _west && image.X <= _east && image.Y >= _south && image.Y <= _north;
        if (!inArea || image.Y > _y || (image.Y == _y && image.X < _x))
        {
            throw CliException.Usage($"the image at {image.X},{image.Y} came out of place; a map needs each row from west to east, the northernmost first. Use --format ndjson.");
        }

        while (_y > image.Y)
        {
            EndRow(sink);
        }

        Skip(image.X - _x, sink);
        WriteCells(image.Bytes.Span[0], _x - _west, 1, sink);
        _x++;
        if (_x > _east)
        {
            EndRow(sink);
        }
    }

    public override void Complete(ByteSink sink)
    {
        while (_y >= _south)
        {
            EndRow(sink);
        }
    }

    /// <summary>Writes the same cell several times.</summary>
    /// <param name="image">The cell's byte.</param>
    /// <param name="column">The column of the first, 0 at the area's western edge.</param>
    /// <param name="count">How many.</param>
    /// <param name="sink">Where to.</param>
    protected virtual void WriteCells(byte image, long column, long count, ByteSink sink) => sink.WriteRepeated(image, count);

    /// <summary>Whether a row has been begun and not ended.</summary>
    protected bool InRow => _x > _west;

    private void EndRow(ByteSink sink)
    {
        Skip(_east + 1L - _x, sink);
        sink.Write((byte)'\n');
        _x = _west;
        _y--;
    }

    private void Skip(long count, ByteSink sink)
    {
        if (count > 0)
        {
            WriteCells((byte)' ', _x - _west, count, sink);
            _x += count;
        }
    }
}
