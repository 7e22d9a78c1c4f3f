using System.Text.Json;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Maps.Tiles.PmTiles;

/// <summary>
/// Opens a PMTiles archive of pictures (https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md), or says what is wrong with it: one
/// file of tiles in the order of a Hilbert curve, in Web Mercator.
/// </summary>
internal static class PmTilesOpening
{
    // Those that the specification defines and a map has too.
    private static readonly string[] Keys = ["name", "description", "attribution", "version"];

    /// <summary>Whether the file is a PMTiles archive, or its extension says so and its content nothing else.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Its first bytes, at least 16.</param>
    public static bool IsOne(string path, ReadOnlySpan<byte> header) =>
        PmTilesHeader.IsOne(header)
        || (!TileSetFile.IsDatabase(header) && Path.GetExtension(path).Equals(".pmtiles", StringComparison.OrdinalIgnoreCase));

    /// <summary>Opens a zoom level of a file. Releasing all its levels closes it.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="zoom">The zoom level; null for the highest.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">The file is not an archive of pictures, or incomplete.</exception>
    public static PmTilesLevel Open(string path, int? zoom)
    {
        while (true)
        {
            string identity = TileSetFile.IdentityOf(path)
                ?? throw new FileNotFoundException($"the file '{path}' does not exist, or was taken away while it was opened", path);
            PmTilesLevel level = OpenWhole(path, zoom, identity);

            // Otherwise the file was replaced meanwhile, and the identity may be that of another.
            if (TileSetFile.IdentityOf(path) == identity)
            {
                return level;
            }

            level.Release();
        }
    }

    private static PmTilesLevel OpenWhole(string path, int? zoom, string identity)
    {
        try
        {
            PmTilesFile file = PmTilesFile.Open(path);
            try
            {
                return new PmTilesLevel(file, Describe(file, identity, FileVersion.Of(path)), zoom);
            }
            finally
            {
                file.Release();
            }
        }
        catch (InvalidDataException e)
        {
            throw new MapFormatException(e.Message, e);
        }
    }

    private static TileSetDescription[] Describe(PmTilesFile file, string identity, long version)
    {
        var metadata = new TileSetMetadata(ReadMetadata(file));
        List<(int Zoom, DirectoryEntry Tile)> zooms = FindZooms(file);
        int[] numbers = [.. zooms.Select(level => level.Zoom)];
        return
        [
            .. from level in zooms
               select new TileSetDescription(
                   identity,
                   metadata.GridOf(level.Zoom),
                   ContentTypeOf(file, metadata, level.Tile),
                   metadata.DetailsOf(level.Zoom, numbers)) { Version = version },
        ];
    }

    private static string ContentTypeOf(PmTilesFile file, TileSetMetadata metadata, DirectoryEntry tile)
    {
        byte[] image = file.Read(tile);
        string type = metadata.ContentTypeOf(image);
        return file.Header.Format.Length > 0 || PmTilesHeader.HasFormat(ImageType.OfMediaType(type).Format)
            ? type
            : throw new MapFormatException(
                "it is a PMTiles of tiles of an unknown type; expected PNG, JPEG, WebP or AVIF, "
                + $"found the bytes {Convert.ToHexString(image.AsSpan(0, Math.Min(8, image.Length)))}");
    }

    // The header says the lowest and the highest, and not whether there are tiles of those between.
    private static List<(int Zoom, DirectoryEntry Tile)> FindZooms(PmTilesFile file)
    {
        // Beyond it, x and y would not fit 32 bits.
        const int LastZoom = 30;
        var zooms = new List<(int, DirectoryEntry)>();
        for (int zoom = 0; zoom <= LastZoom; zoom++)
        {
            ulong from = HilbertId.FirstOf(zoom);
            if (file.Next(from) is not { } tile)
            {
                break;
            }

            zoom = HilbertId.ZoomOf(Math.Max(from, tile.TileId));
            if (zoom <= LastZoom)
            {
                zooms.Add((zoom, tile));
            }
        }

        return zooms.Count > 0 ? zooms : throw new MapFormatException("it has no tiles");
    }

    // Under the names that MBTiles has for it. A value that is no text counts as absent.
    private static Dictionary<string, string> ReadMetadata(PmTilesFile file)
    {
        var values = new Dictionary<string, string> { ["format"] = file.Header.Format };
        if (file.Header.Bounds is { } bounds)
        {
            values["bounds"] = bounds.ToString();
        }

        if (file.Metadata.Length == 0)
        {
            return values;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(file.Metadata);
            foreach (string key in Keys)
            {
                if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(key, out JsonElement value)
                    && value.ValueKind == JsonValueKind.String)
                {
                    values[key] = value.GetString()!;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new MapFormatException($"its metadata is no JSON: {e.Message}", e);
        }

        return values;
    }
}
