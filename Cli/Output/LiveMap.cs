using System.Globalization;
using System.Text;
using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>
/// A map on a terminal whose cells change in place: drawn when the images have come as they are, northernmost row first, then
/// cell by cell, with the cursor left on the line below. What does not fit is cut off at the right and at the bottom.
/// </summary>
internal sealed class LiveMap : ChangeFormat
{
    private readonly int _west;
    private readonly int _north;

    // By row from the north and column from the west.
    private readonly byte[][] _rows;
    private readonly bool _isCut;
    private bool _isDrawn;

    public LiveMap(Area area, int width, int height)
    {
        _west = area.LowerLeft!.X;
        _north = area.UpperRight!.Y;
        long columns = Math.Max(0, area.UpperRight.X - (long)_west + 1);
        long rows = Math.Max(0, _north - (long)area.LowerLeft.Y + 1);
        _isCut = columns > width || rows > height;
        _rows = [.. Enumerable.Range(0, (int)Math.Min(rows, height)).Select(_ => Blank((int)Math.Min(columns, width)))];
    }

    public override bool BeginsAnew => true;

    public override void Write(Change change, ByteSink sink)
    {
        if (change.Image is { } image)
        {
            Change(image, sink);
        }

        if (!_isDrawn && change.Version is not null)
        {
            Draw(sink);
        }
    }

    private static byte[] Blank(int columns)
    {
        byte[] row = new byte[columns];
        row.AsSpan().Fill((byte)' ');
        return row;
    }

    private void Change(Image image, ByteSink sink)
    {
        if (image.Bytes.Length != 1)
        {
            throw CliException.Usage($"the image at {image.X},{image.Y} has {image.Bytes.Length:N0} bytes, and a map is made of images of one byte each. Use --format ndjson.");
        }

        long row = (long)_north - image.Y;
        long column = (long)image.X - _west;
        if (row < 0 || row >= _rows.Length || column < 0 || column >= _rows[row].Length)
        {
            return;
        }

        byte shown = image.Bytes.Span[0] is >= (byte)' ' and <= (byte)'~' and var printable ? printable : (byte)'?';
        _rows[row][column] = shown;
        if (_isDrawn)
        {
            // ECMA-48: cursor up, cursor to column, cursor down.
            long up = _rows.Length - row;
            sink.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\e[{up}A\e[{column + 1}G{(char)shown}\e[{up}B\r")));
        }
    }

    private void Draw(ByteSink sink)
    {
        _isDrawn = true;
        if (_isCut)
        {
            sink.Flush();
            Stderr.Note("this terminal is too small for the whole of it; the rest is cut off. A part of it: --ll X,Y --ur X,Y");
        }

        foreach (byte[] row in _rows)
        {
            sink.Write(row);
            sink.Write((byte)'\n');
        }
    }
}
