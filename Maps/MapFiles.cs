using CodeFirstSatellite.Maps.Geography;
using CodeFirstSatellite.Maps.Text;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps;

/// <summary>Opens map files, whatever kind they are of.</summary>
public static class MapFiles
{
    /// <summary>Opens a file as what its content says that it is. A map that holds files open is disposable.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What to call the map; null for the file's name without its extension.</param>
    /// <param name="zoom">Which zoom level of a tile set; null for the highest.</param>
    /// <param name="bounds">Where a text map lies, which its file cannot say.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">It is no map, or not a whole one.</exception>
    public static IMapSource Open(string path, string? name = null, int? zoom = null, GeoBounds? bounds = null)
    {
        name ??= Path.GetFileNameWithoutExtension(path);
        if (TileSetFile.IsOne(path))
        {
            return bounds is null
                ? TileSet.Open(path, name, zoom)
                : throw new MapFormatException("it is a tile set, which says itself where it lies; leave bounds out");
        }

        if (zoom is not null)
        {
            throw new MapFormatException("it is a text map, which has no zoom levels; leave zoom out");
        }

        TextMap map = TextMap.Load(path, name);
        return bounds is { } place ? map.At(place) : map;
    }

    /// <summary>The media type that MBTiles files call so, such as <c>jpg</c>; null when it is none that is known.</summary>
    public static string? ContentTypeOf(string format) => TileSetMetadata.ContentTypeOf(format);
}
