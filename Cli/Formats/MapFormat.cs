using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>
/// Rows of one-byte images, northernmost first, each ended by LF. A skipped cell is a space. A whole text map gives the map's file again.
/// </summary>
internal class MapFormat(GridArea area) : ImageFormat
{
    // The next cell to write.
    private int _x = area.West;
    private int _y = area.North;

    public sealed override bool IsLaidOut => true;

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

    /// <summary>Refuses an image that is not one byte.</summary>
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

    /// <summary>Writes a byte for several cells of a row.</summary>
    /// <param name="image">The byte.</param>
    /// <param name="column">The column of the first cell, from 0 at the area's western edge.</param>
    /// <param name="count">Number of cells.</param>
    /// <param name="sink">Where to write.</param>
    protected virtual void WriteCells(byte image, int column, int count, ByteSink sink) => sink.WriteRepeated(image, count);

    /// <summary>Whether a row has begun and not ended.</summary>
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

/// <summary>A map for a terminal: cut at the right edge, without bytes that would control the terminal.</summary>
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
