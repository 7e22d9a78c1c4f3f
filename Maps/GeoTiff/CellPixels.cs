using CodeFirstSatellite.Maps.Pixels;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>The pixels of a cell while it is painted, and beside them how opaque the file says that they are.</summary>
/// <param name="width">Columns.</param>
/// <param name="height">Rows.</param>
/// <param name="isMasked">Whether pixels of the picture may be hidden.</param>
internal sealed class CellPixels(int width, int height, bool isMasked)
{
    private const int Alpha = PixelBuffer.BytesPerPixel - 1;

    private readonly byte[] _opacity = isMasked ? new byte[width * height] : [];

    /// <summary>Red, green, blue and alpha.</summary>
    public PixelBuffer Pixels { get; } = new(width, height);

    /// <summary>The opacities of a row, from 0 for hidden to 255; only where pixels may be hidden.</summary>
    public Span<byte> Opacity(int y) => _opacity.AsSpan(y * width, width);

    /// <summary>Makes all transparent and hidden.</summary>
    public void Clear()
    {
        Array.Clear(Pixels.Bytes);
        Array.Clear(_opacity);
    }

    /// <summary>Makes transparent what is hidden, once all is painted. No pixel gets more opaque than it was.</summary>
    public void Hide()
    {
        Span<byte> bytes = Pixels.Bytes;
        for (int i = 0, pixel = 0; i < _opacity.Length; i++, pixel += PixelBuffer.BytesPerPixel)
        {
            if (_opacity[i] == 0)
            {
                bytes.Slice(pixel, PixelBuffer.BytesPerPixel).Clear();
            }
            else
            {
                bytes[pixel + Alpha] = Math.Min(bytes[pixel + Alpha], _opacity[i]);
            }
        }
    }
}
