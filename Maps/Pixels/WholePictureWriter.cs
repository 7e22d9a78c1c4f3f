namespace CodeFirstSatellite.Maps.Pixels;

/// <summary>Writes a PNG or a JPEG. Its pixels are held in memory until they are complete, since the encoders want all of them.</summary>
internal sealed class WholePictureWriter : IPictureWriter
{
    /// <summary>The most pixels of a picture: 512 MiB of memory.</summary>
    public const long MaxPixels = 128 * 1024 * 1024;

    /// <summary>The longest side of a JPEG, which has 16 bits for it (ITU T.81, B.2.2).</summary>
    public const int LongestJpegSide = 65_535;

    private readonly PixelBuffer _picture;
    private readonly Action<PixelBuffer, Stream> _encode;
    private readonly Stream _target;
    private int _row;

    private WholePictureWriter(PictureFrame frame, Action<PixelBuffer, Stream> encode, Stream target)
    {
        _picture = new PixelBuffer((int)frame.Width, (int)frame.Height);
        _encode = encode;
        _target = target;
    }

    /// <exception cref="MapFormatException">The picture is too large.</exception>
    public static WholePictureWriter OfPng(PictureFrame frame, Stream target)
    {
        RefuseTooMany(frame, "PNG");
        return new WholePictureWriter(frame, PixelCodec.EncodePng, target);
    }

    /// <exception cref="MapFormatException">The picture is too large.</exception>
    public static WholePictureWriter OfJpeg(PictureFrame frame, Stream target)
    {
        if (Math.Max(frame.Width, frame.Height) > LongestJpegSide)
        {
            throw new MapFormatException(
                FormattableString.Invariant($"the picture would have {frame.Width:N0} x {frame.Height:N0} pixels, ")
                + FormattableString.Invariant($"and a JPEG has at most {LongestJpegSide:N0} a side; ")
                + "choose a smaller area, a lower zoom level or a TIFF");
        }

        RefuseTooMany(frame, "JPEG");
        return new WholePictureWriter(frame, PixelCodec.EncodeJpeg, target);
    }

    public void Write(PixelBuffer rows)
    {
        _picture.Put(rows, 0, _row);
        _row += rows.Height;
    }

    public void Complete() => _encode(_picture, _target);

    public void Dispose()
    {
        // Holds nothing but memory.
    }

    private static void RefuseTooMany(PictureFrame frame, string kind)
    {
        if (frame.Width > MaxPixels || frame.Height > MaxPixels || frame.Width * frame.Height > MaxPixels)
        {
            throw new MapFormatException(
                FormattableString.Invariant($"the picture would have {frame.Width:N0} x {frame.Height:N0} pixels, ")
                + FormattableString.Invariant($"and a {kind} is made of at most {MaxPixels:N0}, since all of them are held in memory; ")
                + "choose a smaller area, a lower zoom level or a TIFF, which is written row by row");
        }
    }
}
