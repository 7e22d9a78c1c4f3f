using CodeFirstSatellite.Maps.Pixels;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>
/// Strips that become pictures. Strips are as wide as the whole, so several are decoded together, as a band, and kept for the cells beside.
/// </summary>
internal sealed class StripedLevel : PixelLevel
{
    /// <summary>Columns and rows of a cell.</summary>
    public const int CellSize = 256;

    // A row of cells lies in three bands at most, and so do those that are kept.
    private const long MostRowOfCells = RasterMemory.StripBudget / 2;
    private const long MostBand = RasterMemory.StripBudget / 4;

    private readonly BlockDecoder _blocks;
    private readonly SamplePixels _pixels;
    private readonly int _bandHeight;

    public StripedLevel(TileSetDescription description, RasterFormat format, BlockDecoder blocks, RasterMask? mask)
        : base(description, format, (CellSize, CellSize), mask)
    {
        _blocks = blocks;
        _pixels = new SamplePixels(format);
        int most = (int)Math.Clamp(MostBand / RowLength(format), 1, CellSize);
        _bandHeight = Math.Max(1, most / format.BlockHeight) * format.BlockHeight;
    }

    /// <summary>Refuses what would take too much memory.</summary>
    /// <exception cref="MapFormatException">It would.</exception>
    public static void Check(RasterFormat format, GdalAdvice advice)
    {
        long rowOfCells = RowLength(format) * CellSize;
        long strip = RowLength(format) * format.BlockHeight;
        if (rowOfCells > MostRowOfCells || strip > MostBand)
        {
            string what = strip > MostBand
                ? $"strips of {format.BlockHeight:N0} rows, {strip:N0} bytes each"
                : $"strips, and {format.Width:N0} pixels a row";
            throw new MapFormatException(
                $"it has {what}, so an image of {CellSize} x {CellSize} pixels would take too much to read; "
                + $"make tiles of it: {advice.Translate("-co COMPRESS=DEFLATE")}");
        }
    }

    protected override bool TryPaint(Cell cell, (int Width, int Height) size, CellPixels pixels)
    {
        int left = cell.X * CellSize;
        int top = RowOf(cell) * CellSize;
        int bottom = top + size.Height;
        for (int y = top; y < bottom;)
        {
            int band = y / _bandHeight;
            int start = band * _bandHeight;
            int height = BandHeight(band);
            int rows = Math.Min(bottom, start + height) - y;
            byte[] samples = RasterMemory.Strips.Get((this, band), () => ReadBand(band))!;
            for (int plane = 0; plane < Format.Planes; plane++)
            {
                ReadOnlySpan<byte> inPlane = samples.AsSpan(plane * height * RowLengthInPlane);
                _pixels.Write(inPlane, plane, (left, y - start), pixels, (0, y - top), (size.Width, rows));
            }

            y += rows;
        }

        _pixels.Finish(pixels.Pixels);
        return true;
    }

    private int RowLengthInPlane => Format.Width * Format.SamplesInBlock;

    private static long RowLength(RasterFormat format) => format.RowLength * format.Planes;

    private int BandHeight(int band) => Math.Min(_bandHeight, Format.Height - (band * _bandHeight));

    // Strips that the file does not have are of the nodata value; else black, or transparent where there is alpha.
    private byte[] ReadBand(int band)
    {
        int height = BandHeight(band);
        int first = band * _bandHeight / Format.BlockHeight;
        byte[] samples = new byte[height * RowLength(Format)];
        for (int plane = 0, at = 0; plane < Format.Planes; plane++)
        {
            for (int done = 0, strip = first; done < height; strip++)
            {
                int rows = Math.Min(Format.BlockHeight, height - done);
                int length = rows * RowLengthInPlane;
                if (!_blocks.TryRead(((long)plane * Format.BlocksDown) + strip, rows, new ArraySegment<byte>(samples, at, length)))
                {
                    samples.AsSpan(at, length).Fill(Format.Nodata ?? 0);
                }

                done += rows;
                at += length;
            }
        }

        return samples;
    }
}
