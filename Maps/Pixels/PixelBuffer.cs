namespace CodeFirstSatellite.Maps.Pixels;

/// <summary>A picture as pixels: red, green, blue and alpha, one byte each, not premultiplied; northernmost row first.</summary>
/// <param name="width">Columns, from 1.</param>
/// <param name="height">Rows, from 1.</param>
public sealed class PixelBuffer(int width, int height)
{
    /// <summary>Bytes of a pixel.</summary>
    public const int BytesPerPixel = 4;

    /// <summary>Columns.</summary>
    public int Width { get; } = width;

    /// <summary>Rows.</summary>
    public int Height { get; } = height;

    /// <summary>All pixels, row after row; transparent black at first.</summary>
    public byte[] Bytes { get; } = new byte[checked(width * height * BytesPerPixel)];

    /// <summary>Whether every pixel covers what is behind it.</summary>
    public bool IsOpaque
    {
        get
        {
            for (int i = BytesPerPixel - 1; i < Bytes.Length; i += BytesPerPixel)
            {
                if (Bytes[i] != byte.MaxValue)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The pixels of a row.</summary>
    public Span<byte> Row(int y) => Bytes.AsSpan(y * Width * BytesPerPixel, Width * BytesPerPixel);

    /// <summary>
    /// The picture at half the width and height, rounded up. Each pixel is the mean of up to four, weighted by their alpha.
    /// </summary>
    public PixelBuffer Half()
    {
        var half = new PixelBuffer((Width + 1) / 2, (Height + 1) / 2);
        for (int y = 0; y < half.Height; y++)
        {
            Span<byte> target = half.Row(y);
            ReadOnlySpan<byte> upper = Row(2 * y);
            ReadOnlySpan<byte> lower = Row(Math.Min((2 * y) + 1, Height - 1));
            for (int x = 0; x < half.Width; x++)
            {
                int left = 2 * x * BytesPerPixel;
                int right = Math.Min((2 * x) + 1, Width - 1) * BytesPerPixel;
                Mean(upper[left..], upper[right..], lower[left..], lower[right..], target[(x * BytesPerPixel)..]);
            }
        }

        return half;
    }

    /// <summary>Puts another picture's pixels over these, its top left corner at a place; what would lie outside is left out.</summary>
    public void Put(PixelBuffer picture, int left, int top)
    {
        int from = Math.Max(0, -left);
        int count = Math.Min(picture.Width, Width - left) - from;
        if (count <= 0)
        {
            return;
        }

        for (int y = Math.Max(0, -top); y < picture.Height && top + y < Height; y++)
        {
            picture.Row(y).Slice(from * BytesPerPixel, count * BytesPerPixel).CopyTo(Row(top + y)[((left + from) * BytesPerPixel)..]);
        }
    }

    private static void Mean(
        ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d, Span<byte> target)
    {
        const int Alpha = BytesPerPixel - 1;
        int alpha = a[Alpha] + b[Alpha] + c[Alpha] + d[Alpha];
        for (int i = 0; i < Alpha; i++)
        {
            int sum = (a[i] * a[Alpha]) + (b[i] * b[Alpha]) + (c[i] * c[Alpha]) + (d[i] * d[Alpha]);
            target[i] = alpha == 0 ? (byte)0 : (byte)((sum + (alpha / 2)) / alpha);
        }

        target[Alpha] = (byte)((alpha + 2) / 4);
    }
}
