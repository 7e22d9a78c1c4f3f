using SkiaSharp;

namespace CodeFirstSatellite.Maps.Pixels;

/// <summary>Makes pixels of pictures and pictures of pixels.</summary>
public static class PixelCodec
{
    /// <summary>The quality of JPEG pictures, 1 to 100.</summary>
    public const int DefaultQuality = 85;

    /// <summary>The most pixels that a picture may have to be decoded.</summary>
    public const int MaxPixels = 64 * 1024 * 1024;

    /// <summary>Decodes a PNG, JPEG, WebP, GIF or BMP picture.</summary>
    /// <exception cref="MapFormatException">It is none of these, is cut short, or has more than <see cref="MaxPixels"/>.</exception>
    public static PixelBuffer Decode(ReadOnlySpan<byte> picture)
    {
        using SKData data = SKData.CreateCopy(picture);
        using SKCodec codec = Open(data);
        SKImageInfo info = codec.Info;
        if ((long)info.Width * info.Height > MaxPixels)
        {
            throw new MapFormatException($"it has {info.Width} x {info.Height} pixels; at most {MaxPixels:N0} are decoded");
        }

        var pixels = new PixelBuffer(info.Width, info.Height);
        Decode(codec, pixels);
        return pixels;
    }

    /// <summary>Decodes a picture whose size is known.</summary>
    /// <exception cref="MapFormatException">It is not a picture that can be decoded, is cut short, or has another size.</exception>
    public static void Decode(ReadOnlySpan<byte> picture, PixelBuffer pixels)
    {
        using SKData data = SKData.CreateCopy(picture);
        using SKCodec codec = Open(data);
        if (codec.Info.Width != pixels.Width || codec.Info.Height != pixels.Height)
        {
            throw new MapFormatException(
                $"it has {codec.Info.Width} x {codec.Info.Height} pixels; expected {pixels.Width} x {pixels.Height}");
        }

        Decode(codec, pixels);
    }

    /// <summary>Encodes a PNG picture, without alpha if every pixel is opaque.</summary>
    public static byte[] EncodePng(PixelBuffer pixels)
    {
        using SKData data = ToPng(pixels);
        return data.ToArray();
    }

    /// <summary>Encodes a PNG picture into a stream.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void EncodePng(PixelBuffer pixels, Stream target)
    {
        using SKData data = ToPng(pixels);
        data.SaveTo(target);
    }

    /// <summary>
    /// Encodes a PNG picture in a third of the time that <see cref="EncodePng(PixelBuffer)"/> takes, for whoever waits for it. It has up to
    /// a tenth more bytes.
    /// </summary>
    public static EncodedPicture EncodePngQuickly(PixelBuffer pixels) => new(
        Encode(pixels, static (map, target) => map.Encode(target, new SKPngEncoderOptions(SKPngEncoderFilterFlags.Paeth, 1))));

    /// <summary>Encodes a JPEG picture. It has no alpha: what is transparent becomes black.</summary>
    /// <param name="pixels">The picture.</param>
    /// <param name="quality">1 to 100.</param>
    public static byte[] EncodeJpeg(PixelBuffer pixels, int quality = DefaultQuality)
    {
        using SKData data = ToJpeg(pixels, quality);
        return data.ToArray();
    }

    /// <summary>Encodes a JPEG picture of the default quality into a stream.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void EncodeJpeg(PixelBuffer pixels, Stream target)
    {
        using SKData data = ToJpeg(pixels, DefaultQuality);
        data.SaveTo(target);
    }

    /// <summary>Encodes a WebP picture.</summary>
    /// <param name="pixels">The picture.</param>
    /// <param name="quality">1 to 100.</param>
    public static byte[] EncodeWebp(PixelBuffer pixels, int quality = DefaultQuality)
    {
        using SKData data = Encode(
            pixels, (map, target) => map.Encode(target, new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, quality)));
        return data.ToArray();
    }

    /// <summary>Encodes a picture as a media type: PNG, JPEG or WebP; null for others.</summary>
    public static Func<PixelBuffer, byte[]>? EncoderOf(string mediaType) => mediaType switch
    {
        "image/png" => EncodePng,
        "image/jpeg" => static pixels => EncodeJpeg(pixels),
        "image/webp" => static pixels => EncodeWebp(pixels),
        _ => null,
    };

    private static SKCodec Open(SKData data) => SKCodec.Create(data)
        ?? throw new MapFormatException("it is not a picture that can be decoded; expected PNG, JPEG, WebP, GIF or BMP");

    private static void Decode(SKCodec codec, PixelBuffer pixels)
    {
        SKCodecResult result;
        unsafe
        {
            fixed (byte* first = pixels.Bytes)
            {
                result = codec.GetPixels(Describe(pixels), (nint)first);
            }
        }

        if (result != SKCodecResult.Success)
        {
            throw new MapFormatException($"the picture cannot be decoded: {result}");
        }
    }

    // zlib's level 4 takes less than half the time of its usual 6, and the files are 4 % larger (docs/performance.md).
    private static SKData ToPng(PixelBuffer pixels) =>
        Encode(pixels, static (map, target) => map.Encode(target, new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 4)));

    private static SKData ToJpeg(PixelBuffer pixels, int quality) =>
        Encode(pixels, (map, target) => map.Encode(
            target, new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.BlendOnBlack)));

    private static SKData Encode(PixelBuffer pixels, Func<SKPixmap, SKWStream, bool> encode)
    {
        SKImageInfo info = Describe(pixels);
        if (pixels.IsOpaque)
        {
            info = info.WithAlphaType(SKAlphaType.Opaque);
        }

        using var target = new SKDynamicMemoryWStream();
        bool isEncoded;
        unsafe
        {
            fixed (byte* first = pixels.Bytes)
            {
                using var map = new SKPixmap(info, (nint)first);
                isEncoded = encode(map, target);
            }
        }

        if (!isEncoded)
        {
            throw new InvalidOperationException($"A picture of {pixels.Width} x {pixels.Height} pixels could not be encoded.");
        }

        return target.DetachAsData();
    }

    private static SKImageInfo Describe(PixelBuffer pixels) =>
        new(pixels.Width, pixels.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
}
