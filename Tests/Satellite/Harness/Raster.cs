using System.Globalization;
using System.Text;
using CodeFirstSatellite.Maps.Pixels;
using Tests.Satellite.Cli;

namespace Tests.Satellite.Harness;

/// <summary>A picture as GDAL reads and writes it: a byte for each pixel of each band, band after band.</summary>
internal sealed record Raster(int Width, int Height, int Bands, byte[] Bytes)
{
    /// <summary>The place of most: Europe, ten pixels a degree.</summary>
    public const string Europe = "-25.0, 0.1, 0.0, 72.0, 0.0, -0.1";

    private static readonly string[][] Meanings =
    [
        ["Gray"], ["Gray", "Alpha"], ["Red", "Green", "Blue"], ["Red", "Green", "Blue", "Alpha"],
    ];

    private static string Palette => $"<ColorTable>{string.Concat(
        Enumerable.Range(0, 256).Select(i => $"<Entry c1=\"{i}\" c2=\"{255 - i}\" c3=\"{i * 7 % 256}\" c4=\"255\"/>"))}</ColorTable>";

    /// <summary>A picture of which no two parts look the same, and which JPEG does not spoil.</summary>
    public static Raster Make(int width, int height, int bands)
    {
        byte[] bytes = new byte[width * height * bands];
        for (int band = 0, at = 0; band < bands; band++)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    bool isAlpha = band + 1 == bands && bands is 2 or 4;
                    bytes[at++] = isAlpha ? (byte)(x + y) : (byte)(127 + (127 * Math.Sin(((x * (band + 1)) + (y * 2)) / 90.0)));
                }
            }
        }

        return new Raster(width, height, bands, bytes);
    }

    /// <summary>What GDAL reads of a file.</summary>
    public static async Task<Raster> ReadAsync(string file, params string[] options)
    {
        using var folder = new ScratchFolder();
        await Gdal.RunAsync("gdal_translate", ["-q", "-of", "ENVI", "-co", "INTERLEAVE=BSQ", .. options, file, folder["read.raw"]]);
        var header = (await File.ReadAllLinesAsync(folder["read.hdr"])).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim());
        return new Raster(Number("samples"), Number("lines"), Number("bands"), await File.ReadAllBytesAsync(folder["read.raw"]));

        int Number(string key) => int.Parse(header[key], CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// What GDAL reads of a file and of its masks, as red, green, blue and alpha. A pixel is black and transparent where the masks of all
    /// colours say so.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="expand">Options that make colours of bands.</param>
    /// <param name="options">Options of <c>gdal_translate</c>.</param>
    public static async Task<Raster> ReadMaskedAsync(string file, string[] expand, params string[] options)
    {
        Raster stored = await ReadAsync(file, options);
        int colours = stored.Bands is 2 or 4 ? stored.Bands - 1 : stored.Bands;
        Raster masks = await ReadAsync(
            file, [.. options, .. Enumerable.Range(1, colours).SelectMany(band => (string[])["-b", $"mask,{band}"])]);
        Raster shown = expand.Length > 0 ? await ReadAsync(file, [.. options, .. expand]) : stored;
        int count = shown.Width * shown.Height;
        byte[] bytes = new byte[4 * count];
        for (int i = 0; i < count; i++)
        {
            byte opacity = Enumerable.Range(0, colours).Max(band => masks.Bytes[(band * count) + i]);
            (byte red, byte green, byte blue, byte alpha) = shown.ColourAt(i % shown.Width, i / shown.Width);
            if (opacity > 0)
            {
                bytes[i] = red;
                bytes[count + i] = green;
                bytes[(2 * count) + i] = blue;
                bytes[(3 * count) + i] = Math.Min(alpha, opacity);
            }
        }

        return new Raster(shown.Width, shown.Height, 4, bytes);
    }

    /// <summary>The same with a value in all bands of a rectangle, and in the first alone of another.</summary>
    public Raster WithHole(byte value)
    {
        byte[] bytes = [.. Bytes];
        for (int band = 0; band < (Bands is 2 or 4 ? Bands - 1 : Bands); band++)
        {
            for (int y = Height / 64 * 16; y < Height / 64 * 48; y++)
            {
                int row = ((band * Height) + y) * Width;
                bytes.AsSpan(row + (Width / 64 * 16), Width / 64 * 32).Fill(value);
                bytes.AsSpan(row, band == 0 ? Width / 64 * 8 : 0).Fill(value);
            }
        }

        return this with { Bytes = bytes };
    }

    /// <summary>Has GDAL write it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">Options of <c>gdal_translate</c>, with blanks between them.</param>
    /// <param name="system">Its coordinate system; empty for none.</param>
    /// <param name="transform">Where it lies, as GDAL writes it; empty for nowhere.</param>
    /// <param name="isPalette">Whether its only band has a palette.</param>
    public async Task WriteAsync(
        string file, string options, string system = "EPSG:4326", string transform = Europe, bool isPalette = false)
    {
        using var folder = new ScratchFolder();
        await File.WriteAllBytesAsync(folder["picture.raw"], Bytes);
        var vrt = new StringBuilder($"<VRTDataset rasterXSize=\"{Width}\" rasterYSize=\"{Height}\">");
        vrt.Append(system.Length > 0 ? $"<SRS>{system}</SRS>" : "");
        vrt.Append(transform.Length > 0 ? $"<GeoTransform>{transform}</GeoTransform>" : "");
        for (int band = 0; band < Bands; band++)
        {
            vrt.Append(CultureInfo.InvariantCulture, $"""
                <VRTRasterBand dataType="Byte" band="{band + 1}" subClass="VRTRawRasterBand">
                <ColorInterp>{(isPalette ? "Palette" : Meanings[Bands - 1][band])}</ColorInterp>{(isPalette ? Palette : "")}
                <SourceFilename relativeToVRT="1">picture.raw</SourceFilename>
                <ImageOffset>{band * Width * Height}</ImageOffset><PixelOffset>1</PixelOffset><LineOffset>{Width}</LineOffset>
                </VRTRasterBand>
                """);
        }

        await File.WriteAllTextAsync(folder["picture.vrt"], vrt.Append("</VRTDataset>").ToString());
        string[] chosen = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await Gdal.RunAsync("gdal_translate", ["-q", .. chosen, folder["picture.vrt"], file]);
    }

    /// <summary>Checks an image of a cell.</summary>
    /// <param name="image">PNG or JPEG.</param>
    /// <param name="left">Where its first column is in the whole.</param>
    /// <param name="top">Where its first row is.</param>
    /// <param name="tolerance">By how much a sample may differ.</param>
    public void AssertIsAt(ReadOnlySpan<byte> image, int left, int top, int tolerance = 0)
    {
        PixelBuffer pixels = PixelCodec.Decode(image);
        for (int y = 0; y < pixels.Height; y++)
        {
            for (int x = 0; x < pixels.Width; x++)
            {
                bool isInside = left + x < Width && top + y < Height;
                if (!isInside && tolerance > 0)
                {
                    // What JPEG has beyond the picture is nobody's concern.
                    continue;
                }

                (byte, byte, byte, byte) expected = isInside ? ColourAt(left + x, top + y) : default;
                Span<byte> found = pixels.Row(y).Slice(x * PixelBuffer.BytesPerPixel, PixelBuffer.BytesPerPixel);
                if (!IsNear(expected, found, tolerance))
                {
                    Assert.Fail($"the pixel {left + x},{top + y} is {string.Join(' ', found.ToArray())}, and GDAL reads {expected}");
                }
            }
        }
    }

    /// <summary>Red, green, blue and alpha of a pixel, counted from the north-west.</summary>
    public (byte Red, byte Green, byte Blue, byte Alpha) ColourAt(int x, int y)
    {
        return Bands switch
        {
            1 => (Sample(0), Sample(0), Sample(0), 255),
            2 => (Sample(0), Sample(0), Sample(0), Sample(1)),
            3 => (Sample(0), Sample(1), Sample(2), 255),
            _ => (Sample(0), Sample(1), Sample(2), Sample(3)),
        };

        byte Sample(int band) => Bytes[(((band * Height) + y) * Width) + x];
    }

    private static bool IsNear((byte Red, byte Green, byte Blue, byte Alpha) expected, Span<byte> found, int tolerance) =>
        Math.Abs(expected.Red - found[0]) <= tolerance
        && Math.Abs(expected.Green - found[1]) <= tolerance
        && Math.Abs(expected.Blue - found[2]) <= tolerance
        && Math.Abs(expected.Alpha - found[3]) <= tolerance;
}
