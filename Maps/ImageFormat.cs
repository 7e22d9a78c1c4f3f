namespace CodeFirstSatellite.Maps;

/// <summary>The short names by which tile sets know kinds of images.</summary>
public static class ImageFormat
{
    /// <summary>The media type that a name means, which may be one already; null for an unknown name.</summary>
    public static string? ContentTypeOf(string format) => format.ToLowerInvariant() switch
    {
        "jpg" or "jpeg" => "image/jpeg",
        "png" or "png8" or "png24" or "png32" => "image/png",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "pbf" => "application/vnd.mapbox-vector-tile",
        "txt" => "text/plain",
        var type => type.Contains('/', StringComparison.Ordinal) ? type : null,
    };
}
