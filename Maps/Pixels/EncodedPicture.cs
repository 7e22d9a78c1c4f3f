using SkiaSharp;

namespace CodeFirstSatellite.Maps.Pixels;

/// <summary>
/// A picture that was encoded, in memory that is given back at once: pictures are so large that what collects garbage would let many pile
/// up.
/// </summary>
public sealed class EncodedPicture : IDisposable
{
    private readonly SKData _data;

    internal EncodedPicture(SKData data) => _data = data;

    /// <summary>The picture. It must not be used after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _data.AsSpan();

    /// <inheritdoc />
    public void Dispose() => _data.Dispose();
}
