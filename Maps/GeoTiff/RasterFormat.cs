namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>How the pixels of a picture are stored: in blocks, which are tiles, or strips of whole rows.</summary>
internal sealed record RasterFormat
{
    // TIFF 6.0, and numbers that were given later.
    private const long ContiguousPlanes = 1;
    private const long SeparatePlanes = 2;
    private const long AssociatedAlpha = 1;
    private const long UnassociatedAlpha = 2;
    private const long UnsignedInteger = 1;
    private const long FloatingPoint = 3;
    private const int PaletteSize = 256;

    /// <summary>The most bands that are told apart.</summary>
    public const int MostSamples = 64;

    private const int LongestTables = 64 * 1024;
    private const long MostBlockPixels = 2048 * 2048;

    /// <summary>Columns of pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Whether the blocks are tiles.</summary>
    public required bool IsTiled { get; init; }

    /// <summary>Columns of a block. Tiles at the eastern edge are whole ones.</summary>
    public required int BlockWidth { get; init; }

    /// <summary>Rows of a block. Tiles at the southern edge are whole ones; the last strip is not.</summary>
    public required int BlockHeight { get; init; }

    /// <summary>How the blocks are compressed.</summary>
    public required RasterCompression Compression { get; init; }

    /// <summary>What is done to samples before compression: 1 for nothing, 2 for the difference to the pixel before.</summary>
    public required int Predictor { get; init; }

    /// <summary>The order of bits in bytes: 1, or 2 where the lowest comes first.</summary>
    public required int FillOrder { get; init; }

    /// <summary>What the samples mean.</summary>
    public RasterColour Colour { get; init; } = RasterColour.Grey;

    /// <summary>Numbers of a pixel, one byte each.</summary>
    public required int Samples { get; init; }

    /// <summary>Bits of a number: 8, or 1 in masks.</summary>
    public int Bits { get; init; } = 8;

    /// <summary>Whether each sample of the pixels has blocks of its own.</summary>
    public bool IsPlanar { get; init; }

    /// <summary>Whether the last sample tells how opaque a pixel is.</summary>
    public bool HasAlpha { get; init; }

    /// <summary>Whether the colours are already multiplied with that.</summary>
    public bool IsPremultiplied { get; init; }

    /// <summary>The value that all colours of a pixel have where there is no picture; null for none.</summary>
    public byte? Nodata { get; init; }

    /// <summary>The red, then the green, then the blue of each palette entry; empty where there is no palette.</summary>
    public byte[] Palette { get; init; } = [];

    /// <summary>The quantization and Huffman tables that all blocks of JPEG share; empty where each has its own.</summary>
    public byte[] JpegTables { get; init; } = [];

    /// <summary>Samples of a pixel in one block.</summary>
    public int SamplesInBlock => IsPlanar ? 1 : Samples;

    /// <summary>How many blocks have the samples of the same pixels.</summary>
    public int Planes => Samples / SamplesInBlock;

    /// <summary>Samples that are colours.</summary>
    public int Colours => Samples - (HasAlpha ? 1 : 0);

    /// <summary>Bytes of a row of a block once it is decoded.</summary>
    public long RowLength => (((long)BlockWidth * SamplesInBlock * Bits) + 7) / 8;

    /// <summary>Blocks beside each other.</summary>
    public int BlocksAcross => 1 + ((Width - 1) / BlockWidth);

    /// <summary>Blocks below each other.</summary>
    public int BlocksDown => 1 + ((Height - 1) / BlockHeight);

    /// <summary>Bytes of a whole block once it is decoded.</summary>
    public long BlockLength => RowLength * BlockHeight;

    /// <summary>Reads how a picture is stored.</summary>
    /// <exception cref="MapFormatException">It is damaged, or stored in a way that is not served; the message says what to do.</exception>
    /// <exception cref="MapReadException">The file ends before.</exception>
    public static RasterFormat Read(TiffDirectory directory, GdalAdvice advice)
    {
        RefuseOtherNumbers(directory, advice);
        int samples = (int)Math.Min(MostSamples, directory.Number(TiffTag.SamplesPerPixel, 1));
        RasterCompression compression = CompressionOf(directory, advice);
        RasterColour colour = ColourOf(directory, compression, advice);
        long planes = directory.Number(TiffTag.PlanarConfiguration, ContiguousPlanes);
        long extra = directory.Number(TiffTag.ExtraSamples, 0);
        bool hasAlpha = samples == SamplesOf(colour) + 1 && extra is AssociatedAlpha or UnassociatedAlpha;
        RasterFormat format = ReadLayout(directory, samples, compression) with
        {
            Colour = colour,
            IsPlanar = planes == SeparatePlanes && samples > 1,
            HasAlpha = hasAlpha,
            IsPremultiplied = hasAlpha && extra == AssociatedAlpha,
            Nodata = NodataValue.Read(directory),
            Palette = colour == RasterColour.Palette ? ReadPalette(directory) : [],
            JpegTables = compression == RasterCompression.Jpeg ? directory.Bytes(TiffTag.JpegTables, LongestTables) : [],
        };
        format.RefuseOtherLayout(advice);
        return format;
    }

    /// <summary>Reads how a mask is stored: a picture of one band of 1 bit or 8, which tells how opaque those of another are.</summary>
    /// <exception cref="MapFormatException">It is damaged, or stored in a way that is not served; the message says what to do.</exception>
    /// <exception cref="MapReadException">The file ends before.</exception>
    public static RasterFormat ReadMask(TiffDirectory directory, GdalAdvice advice)
    {
        long samples = directory.Number(TiffTag.SamplesPerPixel, 1);
        long bits = directory.Number(TiffTag.BitsPerSample, 1);
        RasterCompression compression = CompressionOf(directory, advice);
        if (samples != 1 || bits is not (1 or 8) || compression == RasterCompression.Jpeg)
        {
            throw new MapFormatException(
                $"it has {samples} x {bits} bits a pixel{(compression == RasterCompression.Jpeg ? ", as JPEG" : "")}; expected 1 or 8, "
                + $"not as JPEG: {advice.Translate("-co COMPRESS=DEFLATE")}");
        }

        RasterFormat format = ReadLayout(directory, 1, compression) with { Bits = (int)bits };
        format.RefuseOtherLayout(advice);
        return format;
    }

    /// <summary>The columns and rows of a picture.</summary>
    /// <exception cref="MapFormatException">They are damaged.</exception>
    public static (int Width, int Height) SizeOf(TiffDirectory directory) =>
        (Side(directory, TiffTag.ImageWidth), Side(directory, TiffTag.ImageLength));

    private static RasterFormat ReadLayout(TiffDirectory directory, int samples, RasterCompression compression)
    {
        (int width, int height) = SizeOf(directory);
        bool isTiled = directory.Find(TiffTag.TileWidth) is not null;
        return new RasterFormat
        {
            Width = width,
            Height = height,
            IsTiled = isTiled,
            BlockWidth = isTiled ? Side(directory, TiffTag.TileWidth) : width,
            BlockHeight = isTiled
                ? Side(directory, TiffTag.TileLength)
                : (int)Math.Clamp(directory.Number(TiffTag.RowsPerStrip, height), 1, height),
            Compression = compression,
            Predictor = (int)directory.Number(TiffTag.Predictor, 1),
            FillOrder = (int)directory.Number(TiffTag.FillOrder, 1),
            Samples = samples,
        };
    }

    private static int Side(TiffDirectory directory, TiffTag tag) =>
        directory.Number(tag, 0) is > 0 and <= int.MaxValue / 2 and var side
            ? (int)side
            : throw new MapFormatException($"{directory.File.Subject} is damaged: its {tag} is {directory.Number(tag, 0):N0}");

    private static void RefuseOtherNumbers(TiffDirectory directory, GdalAdvice advice)
    {
        long[] bits = directory.Numbers(TiffTag.BitsPerSample, MostSamples);
        long[] kinds = directory.Numbers(TiffTag.SampleFormat, MostSamples);
        if (bits.Length == 0 || Array.Exists(bits, count => count != 8))
        {
            long found = bits.Length == 0 ? 1 : Array.Find(bits, count => count != 8);
            string what = found == 1 ? "1 bit" : $"{found} bits";
            bool isReal = Array.Exists(kinds, kind => kind == FloatingPoint);
            throw new MapFormatException(
                $"its samples have {what}{(isReal ? " (floating-point)" : "")}; those that are served have 8: "
                + advice.Translate(found < 8 ? "-ot Byte -co NBITS=8" : "-ot Byte -scale"));
        }

        if (Array.Exists(kinds, kind => kind != UnsignedInteger))
        {
            throw new MapFormatException(
                $"its samples are signed; those that are served count from 0 to 255: {advice.Translate("-ot Byte -scale")}");
        }
    }

    private static RasterCompression CompressionOf(TiffDirectory directory, GdalAdvice advice)
    {
        long number = directory.Number(TiffTag.Compression, (long)RasterCompression.None);
        string? other = number switch
        {
            1 or 5 or 7 or 8 or 32773 or 32946 => null,
            2 or 3 or 4 => "like a fax (CCITT)",
            6 => "with JPEG in the way of before 1995",
            33003 or 33005 or 34712 => "with JPEG 2000",
            34887 => "with LERC",
            34925 => "with LZMA",
            50000 => "with ZSTD",
            50001 => "with WebP",
            50002 or 52546 => "with JPEG XL",
            _ => $"in a way with the number {number}",
        };
        return other is null
            ? (RasterCompression)(number == 32946 ? 8 : number)
            : throw new MapFormatException(
                $"it is compressed {other}, which is not served; compress it in another way: {advice.Translate("-co COMPRESS=DEFLATE")}");
    }

    private static RasterColour ColourOf(TiffDirectory directory, RasterCompression compression, GdalAdvice advice)
    {
        long number = directory.Number(TiffTag.Photometric, (long)RasterColour.Grey);
        bool isJpeg = compression == RasterCompression.Jpeg;
        return (RasterColour)number switch
        {
            RasterColour.GreyFromWhite or RasterColour.Palette when !isJpeg => (RasterColour)number,
            RasterColour.Grey or RasterColour.Rgb => (RasterColour)number,
            RasterColour.YCbCr when isJpeg => RasterColour.YCbCr,
            _ => throw new MapFormatException(
                $"its colours are {NameOf(number)}; those that are served are RGB, grey and palettes, and YCbCr with JPEG: "
                + advice.Translate("-co COMPRESS=DEFLATE")),
        };
    }

    private static string NameOf(long colour) => colour switch
    {
        0 => "grey, from white to black",
        3 => "of a palette",
        4 => "a mask",
        5 => "CMYK",
        6 => "YCbCr",
        8 or 9 or 10 => "CIELab",
        _ => $"of a kind with the number {colour}",
    };

    private static int SamplesOf(RasterColour colour) => colour is RasterColour.Rgb or RasterColour.YCbCr ? 3 : 1;

    private static byte[] ReadPalette(TiffDirectory directory)
    {
        long[] entries = directory.Numbers(TiffTag.ColorMap, 3 * PaletteSize);
        return entries.Length == 3 * PaletteSize
            ? [.. entries.Select(entry => (byte)(entry >> 8))]
            : throw new MapFormatException($"it is damaged: its palette has {entries.Length} numbers; expected {3 * PaletteSize}");
    }

    private void RefuseOtherLayout(GdalAdvice advice)
    {
        if (Samples != SamplesOf(Colour) && !HasAlpha)
        {
            throw new MapFormatException(
                $"it has {Samples} bands that are neither grey, grey and alpha, RGB nor RGBA; "
                + $"choose those to show: {advice.Translate(Samples < 3 ? "-b 1" : "-b 1 -b 2 -b 3 -colorinterp red,green,blue")}");
        }

        bool isJpeg = Compression == RasterCompression.Jpeg;
        if (isJpeg && (!IsTiled || IsPlanar || HasAlpha))
        {
            string what = HasAlpha ? "JPEG with alpha" : IsPlanar ? "JPEG with a picture for each band" : "JPEG in strips";
            throw new MapFormatException(
                $"it is {what}, which is not served; make it JPEG in tiles: {advice.Translate("-co COMPRESS=JPEG")}");
        }

        if (Predictor is not (1 or 2))
        {
            throw new MapFormatException(
                $"its predictor has the number {Predictor}; those that are served are 1 and 2: "
                + advice.Translate("-co COMPRESS=DEFLATE -co PREDICTOR=STANDARD"));
        }

        if (IsTiled && (long)BlockWidth * BlockHeight > MostBlockPixels)
        {
            throw new MapFormatException(
                $"its tiles have {BlockWidth} x {BlockHeight} pixels, more than the {MostBlockPixels:N0} that are read at once; "
                + $"make them smaller: {advice.Translate("-co BLOCKSIZE=512")}");
        }
    }
}
