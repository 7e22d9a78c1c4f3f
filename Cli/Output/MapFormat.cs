using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>
/// Rows of one-byte images, northernmost first, each ended by LF; a skipped cell is a space. For a whole text map, that is the map's
/// file again.
/// </summary>
internal class MapFormat(GridArea area) : ImageFormat
{
    // The next cell to be written.
    private int _x = area.West;
    private int _y = area.North;

    public sealed override void Write(CellImage image, ByteSink sink)
    {
        (int x, int y) = (image.Cell.X, image.Cell.Y);
        RequireOneByte(image, "Use --format ndjson or --format raw.");
        if (y > _y || (y == _y && x < _x))
        {
            throw CliException.Usage(
                $"the image at {x},{y} came out of place; a map needs each row from west to east, the northernmost first. "
                + $"Use --format ndjson.");
        }

        while (_y > y)
        {
            EndRow(sink);
        }

        Skip(x - _x, sink);
        WriteCells(image.Bytes.Span[0], _x - area.West, 1, sink);
        _x++;
        if (_x > area.East)
        {
            EndRow(sink);
        }
    }

    public override void Complete(ByteSink sink)
    {
        while (_y >= area.South)
        {
            EndRow(sink);
        }
    }

    /// <summary>Refuses an image that is no letter of a map.</summary>
    /// <exception cref="CliException">The image has more than one byte, or none.</exception>
    public static void RequireOneByte(CellImage image, string hint)
    {
        if (image.Bytes.Length != 1)
        {
            throw CliException.Usage(
                $"the image at {image.Cell.X},{image.Cell.Y} has {image.Bytes.Length:N0} bytes, "
                + $"and a map is made of images of one byte each. {hint}");
        }
    }

    /// <summary>Writes the same cell several times.</summary>
    /// <param name="image">The cell's byte.</param>
    /// <param name="column">The column of the first, 0 at the area's western edge.</param>
    /// <param name="count">How many.</param>
    /// <param name="sink">Where to.</param>
    protected virtual void WriteCells(byte image, int column, int count, ByteSink sink) => sink.WriteRepeated(image, count);

    /// <summary>Whether a row has been begun and not ended.</summary>
    protected bool InRow => _x > area.West;

    private void EndRow(ByteSink sink)
    {
        Skip(area.East + 1 - _x, sink);
        sink.Write((byte)'\n');
        _x = area.West;
        _y--;
    }

    private void Skip(int count, ByteSink sink)
    {
        if (count > 0)
        {
            WriteCells((byte)' ', _x - area.West, count, sink);
            _x += count;
        }
    }
}

/// <summary>A map as a terminal shows it: cut at its right edge, and without bytes that would drive the terminal.</summary>
internal sealed class TerminalMapFormat(GridArea area, int width) : MapFormat(area)
{
    /// <summary>Whether columns were cut off.</summary>
    public bool WasCut { get; private set; }

    public override void BreakOff(ByteSink sink)
    {
        if (InRow)
        {
            sink.Write((byte)'\n');
        }
    }

    protected override void WriteCells(byte image, int column, int count, ByteSink sink)
    {
        int room = Math.Max(0, width - column);
        WasCut |= count > room;
        base.WriteCells(Printable.Letter(image), column, Math.Min(count, room), sink);
    }
}
