namespace CodeFirstSatellite.Cli.Pictures;

/// <summary>The pixels of a picture.</summary>
/// <param name="width">Its width in pixels.</param>
/// <param name="height">Its height in pixels.</param>
/// <param name="rgba">Red, green, blue and opacity of each pixel, a byte each, row by row from the top.</param>
internal sealed class Picture(int width, int height, byte[] rgba)
{
    public int Width => width;

    public int Height => height;

    /// <summary>Four bytes a pixel: red, green, blue and opacity.</summary>
    public ReadOnlySpan<byte> Rgba => rgba;
}
