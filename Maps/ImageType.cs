namespace CodeFirstSatellite.Maps;

/// <summary>A kind of image, and its names in media types, in MBTiles metadata and in file names.</summary>
/// <param name="MediaType">As in <c>Content-Type</c>, such as <c>image/jpeg</c>.</param>
/// <param name="Format">As in the metadata <c>format</c> of MBTiles files, such as <c>jpg</c>.</param>
/// <param name="Extension">As in file names, such as <c>.jpg</c>.</param>
public sealed record ImageType(string MediaType, string Format, string Extension)
{
    private const string Unknown = "application/octet-stream";

    private static readonly ImageType[] Known =
    [
        new("image/jpeg", "jpg", ".jpg"),
        new("image/png", "png", ".png"),
        new("image/webp", "webp", ".webp"),
        new("image/avif", "avif", ".avif"),
        new("text/plain", "txt", ".txt"),
        new("application/vnd.mapbox-vector-tile", "pbf", ".pbf"),
        new("image/gif", "gif", ".gif"),
        new("application/gzip", "gzip", ".gz"),
    ];

    /// <summary>Whether it is a picture, which has pixels.</summary>
    public bool IsPicture => MediaType.StartsWith("image/", StringComparison.Ordinal);

    /// <summary>Finds the type of a format in MBTiles metadata, which may be a media type; null if it is unknown.</summary>
    public static ImageType? OfFormat(string format) => format.ToLowerInvariant() switch
    {
        "jpeg" => OfFormat("jpg"),
        "png8" or "png24" or "png32" => OfFormat("png"),
        var name when name.Contains('/', StringComparison.Ordinal) => OfMediaType(name),
        var name => Array.Find(Known, type => type.Format == name),
    };

    /// <summary>Finds the type of a media type. An unknown media type is its own format, and its files end in <c>.bin</c>.</summary>
    public static ImageType OfMediaType(string mediaType) =>
        Array.Find(Known, type => type.MediaType == mediaType) ?? new ImageType(mediaType, mediaType, ".bin");

    /// <summary>Recognizes pictures and gzip by their first bytes; anything else is <c>application/octet-stream</c>.</summary>
    public static ImageType Of(ReadOnlySpan<byte> image) => OfMediaType(
        image.StartsWith<byte>([0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : image.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G']) ? "image/png"
        : image.StartsWith("GIF8"u8) ? "image/gif"
        : image.Length > 12 && image.StartsWith("RIFF"u8) && image[8..].StartsWith("WEBP"u8) ? "image/webp"
        : image.Length > 12 && image[4..].StartsWith("ftypavi"u8) ? "image/avif"
        : image.StartsWith<byte>([0x1F, 0x8B]) ? "application/gzip"
        : Unknown);

    /// <summary>The type of an image that is said to be of a type. Where its bytes tell another, they count.</summary>
    /// <param name="claimed">What is said; null if nothing is.</param>
    /// <param name="image">The image's bytes; empty if there is none to look at.</param>
    public static ImageType Of(ImageType? claimed, ReadOnlySpan<byte> image)
    {
        ImageType found = Of(image);

        // Vector tiles are compressed as a rule, and their type does not say so.
        bool isVector = claimed?.Format == "pbf" && found.Format == "gzip";
        return claimed is null || (found.MediaType != Unknown && !isVector) ? found : claimed;
    }
}
