using CodeFirstSatellite.Maps.Geography;
using CodeFirstSatellite.Maps.Text;
using CodeFirstSatellite.Maps.Tiles;
using CodeFirstSatellite.Maps.Tiles.Archive;

namespace CodeFirstSatellite.Maps;

/// <summary>Opens map files, whatever kind they are of.</summary>
public static class MapFiles
{
    /// <summary>Opens a file as what its content says that it is. Dispose the map to close the files that it holds open.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What to call the map; null for the file's name without its extension.</param>
    /// <param name="zoom">Which zoom level of a tile set; null for the highest.</param>
    /// <param name="bounds">Where a text map lies, which its file cannot say.</param>
    /// <param name="isWritable">Whether images are to be stored in it, where that is possible: <see cref="IMapSource.Writable"/>
    /// tells.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">It is no map, or not a whole one.</exception>
    public static IMapSource Open(string path, string? name = null, int? zoom = null, GeoBounds? bounds = null, bool isWritable = false)
    {
        name ??= Path.GetFileNameWithoutExtension(path);
        if (TileSetFile.IsOne(path))
        {
            return bounds is null
                ? OpenTiles(path, name, zoom, isWritable)
                : throw new MapFormatException("it is a tile set, which says itself where it lies; leave bounds out");
        }

        if (zoom is not null)
        {
            throw new MapFormatException("it is a text map, which has no zoom levels; leave zoom out");
        }

        TextMap map = TextMap.Load(path, name);
        return bounds is { } covered ? map.At(covered) : map;
    }

    /// <summary>Makes an empty tile set to store images in; a file that is there already is left alone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="grid">Its cells.</param>
    /// <param name="contentType">Media type of its images.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written there.</exception>
    public static void Create(string path, Grid grid, string contentType)
    {
        // Whole or not there: it gets its name last.
        string unfinished = path + ".new";
        File.Delete(unfinished);
        using (TileSetWriter writer = TileSetWriter.Create(
            unfinished,
            grid,
            contentType,
            new MapDetails { Title = Path.GetFileNameWithoutExtension(path) },
            grid.Whole))
        {
            writer.Complete();
        }

        using (var file = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: false);
    }

    private static IMapSource OpenTiles(string path, string name, int? zoom, bool isWritable)
    {
        if (!isWritable)
        {
            return TileSet.Open(path, name, zoom);
        }

        try
        {
            return TileArchive.Open(path, name, zoom, TimeProvider.System);
        }
        catch (NotWritableException e)
        {
            return TileSet.Open(path, name, zoom, e.Message);
        }
    }
}
