namespace CodeFirstSatellite.Cli.Pictures;

/// <summary>The colours that stand for those of a picture: a median cut (Heckbert 1982) through its colours.</summary>
internal sealed class Palette
{
    // Five bits of each component tell colours apart well enough, and make a table of 32,768.
    private const int Bits = 5;
    private const int Levels = 1 << Bits;
    private const int Shift = 8 - Bits;

    private readonly byte[] _indexes = new byte[Levels * Levels * Levels];

    private Palette(IReadOnlyList<(byte Red, byte Green, byte Blue)> colours) => Colours = colours;

    public IReadOnlyList<(byte Red, byte Green, byte Blue)> Colours { get; }

    /// <param name="picture">The picture.</param>
    /// <param name="most">The most colours, at least one and 256 at most.</param>
    public static Palette Of(Picture picture, int most)
    {
        var cells = new Dictionary<int, Cell>();
        for (int i = 0; i < picture.Rgba.Length; i += 4)
        {
            if (!IsOpaque(picture.Rgba[i + 3]))
            {
                continue;
            }

            int key = Key(picture.Rgba[i], picture.Rgba[i + 1], picture.Rgba[i + 2]);
            cells.TryGetValue(key, out Cell cell);
            cells[key] = cell.With(key, picture.Rgba[i], picture.Rgba[i + 1], picture.Rgba[i + 2]);
        }

        List<Cell[]> boxes = cells.Count == 0 ? [] : [[.. cells.Values]];
        while (boxes.Count < most && boxes.Where(box => box.Length > 1).MaxBy(Spread) is { } widest)
        {
            (Cell[] low, Cell[] high) = Cut(widest);
            boxes.Remove(widest);
            boxes.Add(low);
            boxes.Add(high);
        }

        var palette = new Palette([.. boxes.Select(Mean)]);
        for (int i = 0; i < boxes.Count; i++)
        {
            foreach (Cell cell in boxes[i])
            {
                palette._indexes[cell.Key] = (byte)i;
            }
        }

        return palette;
    }

    /// <summary>Whether a pixel is shown at all: a palette has no half-transparent colours.</summary>
    public static bool IsOpaque(byte opacity) => opacity >= 128;

    /// <summary>The place in <see cref="Colours"/> of what stands for a colour of the picture.</summary>
    public int IndexOf(byte red, byte green, byte blue) => _indexes[Key(red, green, blue)];

    private static int Key(byte red, byte green, byte blue) =>
        (red >> Shift << (2 * Bits)) | (green >> Shift << Bits) | (blue >> Shift);

    /// <summary>How far a box reaches along its longest side, weighed by its pixels.</summary>
    private static double Spread(Cell[] box) => Enumerable.Range(0, 3).Max(axis => Reach(box, axis)) * box.Sum(cell => (double)cell.Pixels);

    private static int Reach(Cell[] box, int axis) => box.Max(cell => cell.At(axis)) - box.Min(cell => cell.At(axis));

    /// <summary>Cuts a box across its longest side, so that both halves have as many pixels as can be.</summary>
    private static (Cell[] Low, Cell[] High) Cut(Cell[] box)
    {
        int axis = Enumerable.Range(0, 3).MaxBy(side => Reach(box, side));
        Cell[] sorted = [.. box.OrderBy(cell => cell.At(axis))];
        long half = sorted.Sum(cell => cell.Pixels) / 2;
        int cut = 1;
        for (long pixels = sorted[0].Pixels; cut < sorted.Length - 1 && pixels + sorted[cut].Pixels <= half; cut++)
        {
            pixels += sorted[cut].Pixels;
        }

        return (sorted[..cut], sorted[cut..]);
    }

    private static (byte Red, byte Green, byte Blue) Mean(Cell[] box)
    {
        long pixels = box.Sum(cell => cell.Pixels);
        return (
            (byte)(box.Sum(cell => cell.Red) / pixels),
            (byte)(box.Sum(cell => cell.Green) / pixels),
            (byte)(box.Sum(cell => cell.Blue) / pixels));
    }

    /// <summary>All pixels whose colours agree in their leading bits, with the sums of their components.</summary>
    private readonly record struct Cell(int Key, long Pixels, long Red, long Green, long Blue)
    {
        public Cell With(int key, byte red, byte green, byte blue) => new(key, Pixels + 1, Red + red, Green + green, Blue + blue);

        public int At(int axis) => (Key >> ((2 - axis) * Bits)) & (Levels - 1);
    }
}
