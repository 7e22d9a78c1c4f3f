using System.Globalization;
using System.Text;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>
/// A map on a terminal whose cells change in place. It is drawn once all current images have arrived, northernmost row first, then updated
/// cell by cell. The cursor stays on the line below. What does not fit is cut off at the right and at the bottom.
/// </summary>
internal sealed class LiveMap : ChangeFormat
{
    private readonly GridArea _area;

    // Indexed by row from the north, then column from the west.
    private readonly byte[][] _rows;
    private readonly bool _isCut;
    private bool _isDrawn;

    public LiveMap(GridArea area, int width, int height)
    {
        _area = area;
        _isCut = area.Width > width || area.Height > height;
        _rows = [.. Enumerable.Range(0, Math.Min(area.Height, height)).Select(_ => Blank(Math.Min(area.Width, width)))];
    }

    public override bool BeginsAnew => true;

    public override bool IsLaidOut => true;

    public override void Write(CellImage? image, long? version, ByteSink sink)
    {
        if (image is { } changed)
        {
            Change(changed, sink);
        }

        if (!_isDrawn && version is not null)
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

    private void Change(CellImage image, ByteSink sink)
    {
        MapFormat.RequireOneByte(image, "Use --format ndjson.");
        int row = _area.North - image.Cell.Y;
        int column = image.Cell.X - _area.West;
        if (row >= _rows.Length || column >= _rows[row].Length)
        {
            return;
        }

        byte shown = Printable.Letter(image.Bytes.Span[0]);
        _rows[row][column] = shown;
        if (_isDrawn)
        {
            // ECMA-48: cursor up, cursor to column, cursor down.
            int up = _rows.Length - row;
            sink.Write(
                Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\e[{up}A\e[{column + 1}G{(char)shown}\e[{up}B\r")));
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
