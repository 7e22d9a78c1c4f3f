using CodeFirstSatellite.Cli.Output;

namespace CodeFirstSatellite.Cli.Pictures;

/// <summary>
/// Pictures as DEC's sixels (VT330/VT340 Programmer Reference Manual, chapter 14): bands of six rows, a bit a pixel for each colour.
/// </summary>
internal static class SixelProtocol
{
    private const int Band = 6;
    private const int MostColours = 256;

    // What each component of a colour goes up to.
    private const int Full = 100;

    public static void Write(Picture picture, ByteSink sink)
    {
        var palette = Palette.Of(picture, MostColours);

        // Pixels that are not set stay as they are; pixels are square; then the size, so that a terminal can make room.
        sink.Write("\eP0;1;0q\"1;1;"u8);
        sink.WriteNumber(picture.Width);
        sink.Write((byte)';');
        sink.WriteNumber(picture.Height);
        for (int i = 0; i < palette.Colours.Count; i++)
        {
            (byte red, byte green, byte blue) = palette.Colours[i];
            sink.Write((byte)'#');
            sink.WriteNumber(i);
            sink.Write(";2;"u8);
            sink.WriteNumber(Percent(red));
            sink.Write((byte)';');
            sink.WriteNumber(Percent(green));
            sink.Write((byte)';');
            sink.WriteNumber(Percent(blue));
        }

        for (int top = 0; top < picture.Height; top += Band)
        {
            WriteBand(picture, palette, top, sink);
            sink.Write((byte)'-');
        }

        sink.Write("\e\\"u8);
    }

    private static void WriteBand(Picture picture, Palette palette, int top, ByteSink sink)
    {
        // For each colour that the band has, six bits a column.
        var columns = new SortedDictionary<int, byte[]>();
        int rows = Math.Min(Band, picture.Height - top);
        for (int row = 0; row < rows; row++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                ReadOnlySpan<byte> pixel = picture.Rgba.Slice(4 * (((top + row) * picture.Width) + x), 4);
                if (!Palette.IsOpaque(pixel[3]))
                {
                    continue;
                }

                int colour = palette.IndexOf(pixel[0], pixel[1], pixel[2]);
                if (!columns.TryGetValue(colour, out byte[]? sixels))
                {
                    columns.Add(colour, sixels = new byte[picture.Width]);
                }

                sixels[x] |= (byte)(1 << row);
            }
        }

        bool isFirst = true;
        foreach ((int colour, byte[] sixels) in columns)
        {
            if (!isFirst)
            {
                // Back to the left edge of the band.
                sink.Write((byte)'$');
            }

            isFirst = false;
            sink.Write((byte)'#');
            sink.WriteNumber(colour);
            WriteRuns(sixels, sink);
        }
    }

    private static void WriteRuns(ReadOnlySpan<byte> sixels, ByteSink sink)
    {
        const byte Blank = (byte)'?';
        while (!sixels.IsEmpty)
        {
            int run = sixels.IndexOfAnyExcept(sixels[0]) is >= 0 and var end ? end : sixels.Length;
            byte letter = (byte)(Blank + sixels[0]);

            // A repeat introducer, a number and the sixel are shorter from the fourth on.
            if (run > 3)
            {
                sink.Write((byte)'!');
                sink.WriteNumber(run);
                sink.Write(letter);
            }
            else
            {
                sink.WriteRepeated(letter, run);
            }

            sixels = sixels[run..];
        }
    }

    private static int Percent(byte component) => ((component * Full) + (byte.MaxValue / 2)) / byte.MaxValue;
}
