namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>Commands of GDAL that make a file that is served of one that is not.</summary>
/// <param name="path">The file that is not.</param>
internal sealed class GdalAdvice(string path)
{
    private string Files => $"{Quote(path)} {Quote(Path.ChangeExtension(path, ".cog.tif"))}";

    /// <summary>A command that writes the same picture in another form.</summary>
    /// <param name="options">What is to be other.</param>
    public string Translate(string options) => $"gdal_translate -of COG {options} {Files}";

    /// <summary>A command that brings the picture into Web Mercator.</summary>
    public string Warp() => $"gdalwarp -of COG -t_srs EPSG:3857 {Files}";

    // As a shell takes it.
    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
