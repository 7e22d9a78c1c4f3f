using System.Buffers.Binary;
using CodeFirstSatellite.Maps;
using JpegLibrary;

namespace CodeFirstSatellite.Cli.Pictures;

/// <summary>Pictures as they come: JPEG and PNG. The decoders are managed code, since anybody may have made the file.</summary>
/// <param name="Type">What it is, by its first bytes.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
/// <param name="Bytes">The file.</param>
internal sealed record PictureFile(ImageType Type, int Width, int Height, ReadOnlyMemory<byte> Bytes)
{
    // A file of some kilobytes can claim to be a picture of gigabytes.
    private const long MostPixels = 16 * 1024 * 1024;

    private static readonly ImageType Jpeg = ImageType.OfMediaType("image/jpeg");
    private static readonly ImageType Png = ImageType.OfMediaType("image/png");

    public bool IsPng => Type == Png;

    /// <summary>Reads type and size; null if it is neither a JPEG nor a PNG, or is broken.</summary>
    public static PictureFile? Identify(ReadOnlyMemory<byte> bytes)
    {
        ImageType type = ImageType.Of(bytes.Span);
        (int width, int height) = type == Jpeg ? JpegSize(bytes) : type == Png ? PngSize(bytes.Span) : default;
        return width > 0 && height > 0 ? new PictureFile(type, width, height, bytes) : null;
    }

    /// <summary>Decodes it; null if it is broken, too large or of a kind that the decoders do not know.</summary>
    public Picture? Decode()
    {
        if ((long)Width * Height > MostPixels)
        {
            return null;
        }

        try
        {
            return IsPng ? DecodePng() : JpegPixels.Decode(Bytes);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Decoders throw what they please at a broken file.
            return null;
        }
    }

    private static (int Width, int Height) JpegSize(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var decoder = new JpegDecoder();
            decoder.SetInput(bytes);
            decoder.Identify();
            return (decoder.Width, decoder.Height);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return default;
        }
    }

    // The header is the first chunk: length, "IHDR", width, height (PNG specification, section 11.2.1).
    private static (int Width, int Height) PngSize(ReadOnlySpan<byte> bytes)
    {
        const int Header = 16;
        return bytes.Length >= Header + 10 && bytes[12..].StartsWith("IHDR"u8)
            ? (BinaryPrimitives.ReadInt32BigEndian(bytes[Header..]), BinaryPrimitives.ReadInt32BigEndian(bytes[(Header + 4)..]))
            : default;
    }

    private Picture? DecodePng()
    {
        // BigGustave goes wrong at rows that end within a byte, and at grey of fewer than 8 bits.
        const int BitDepth = 24;
        const int ColourType = 25;
        const int Grey = 0;
        int depth = Bytes.Span[BitDepth];
        if (depth < 8 && (Bytes.Span[ColourType] == Grey || Width * depth % 8 != 0))
        {
            return null;
        }

        // Four samples of 16 bits a pixel at most, and the filter of each row; interlaced, up to twice as many rows.
        if (!PngData.Fits(Bytes.Span, ((8L * Width) + 2) * Height))
        {
            return null;
        }

        var png = BigGustave.Png.Open(Bytes.ToArray());
        byte[] rgba = new byte[4 * png.Width * png.Height];
        for (int y = 0, at = 0; y < png.Height; y++)
        {
            for (int x = 0; x < png.Width; x++, at += 4)
            {
                BigGustave.Pixel pixel = png.GetPixel(x, y);
                (rgba[at], rgba[at + 1], rgba[at + 2], rgba[at + 3]) = (pixel.R, pixel.G, pixel.B, pixel.A);
            }
        }

        return new Picture(png.Width, png.Height, rgba);
    }
}
