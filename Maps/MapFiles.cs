using CodeFirstSatellite.Maps.Geography;
using CodeFirstSatellite.Maps.GeoTiff;
using CodeFirstSatellite.Maps.Text;
using CodeFirstSatellite.Maps.Tiles;
using CodeFirstSatellite.Maps.Tiles.Archive;
using CodeFirstSatellite.Maps.Tiles.PmTiles;

namespace CodeFirstSatellite.Maps;

/// <summary>Opens map files of any kind.</summary>
public static class MapFiles
{
    /// <summary>Opens a file as the kind of map that its content says. Dispose the map to close the files that it holds open.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The map's name; null for the file's name without its extension.</param>
    /// <param name="zoom">The zoom level of a tile set or GeoTIFF; null for the highest.</param>
    /// <param name="bounds">Where on Earth a text map lies; its file cannot say it.</param>
    /// <param name="isWritable">
    /// Whether images are to be stored in it; <see cref="IMapSource.Writable"/> says whether that is possible.
    /// </param>
    /// <param name="kept">How long images are kept after others replaced them, if images can be stored; null to keep none.</param>
    /// <param name="projection">That of a GeoTIFF that does not name its coordinate system; its world file cannot say it.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">The file is not a map, or incomplete.</exception>
    public static IMapSource Open(
        string path,
        string? name = null,
        int? zoom = null,
        GeoBounds? bounds = null,
        bool isWritable = false,
        TimeSpan? kept = null,
        Projection? projection = null)
    {
        name ??= Path.GetFileNameWithoutExtension(path);
        RefuseFolder(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (!file.CanSeek)
        {
            return Locate(ReadPipe(file, name), zoom, bounds, projection);
        }

        byte[] header = new byte[FileKind.HeaderLength];
        header = header[..file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false)];
        file.Dispose();
        bool isPmTiles = PmTilesOpening.IsOne(path, header);
        if (isPmTiles || TileSetFile.IsOne(path, header))
        {
            RefuseProjection(projection, "it is a tile set, which names its coordinate system itself");
            return bounds is not null
                ? throw new MapFormatException("it is a tile set, which says itself where it lies; leave bounds out")
                : isPmTiles ? OpenPmTiles(path, name, zoom) : OpenTiles(path, name, zoom, isWritable, kept);
        }

        if (TiffFile.IsOne(header))
        {
            return bounds is null
                ? FileMap.Open(
                    path,
                    name,
                    file => GeoTiffOpening.Open(file, zoom, projection),
                    "is a GeoTIFF; images are stored in MBTiles files",
                    RasterFiles.IdentityOf)
                : throw new MapFormatException("it is a GeoTIFF, which says itself where it lies; leave bounds out");
        }

        RefuseOtherKind(header);
        return Locate(TextMap.Load(path, name), zoom, bounds, projection);
    }

    /// <summary>Makes an empty tile set to store images in. An existing file is left alone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="map">What it is to be.</param>
    /// <exception cref="IOException">The file cannot be written, or it exists.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written there.</exception>
    /// <exception cref="MapFormatException">Its name is that of a kind of file that nothing can be stored in.</exception>
    public static void Create(string path, NewMap map)
    {
        if (PmTilesOpening.IsOne(path, []))
        {
            throw new MapFormatException(
                "it is not there, and images cannot be stored in a PMTiles archive; name an MBTiles file, which ends in .mbtiles");
        }

        // The file gets its name last, so it is complete or absent.
        string unfinished = path + ".new";
        File.Delete(unfinished);
        using (TileSetWriter writer = TileSetWriter.Create(
            unfinished,
            map.ContentType,
            new MapDetails { Title = Path.GetFileNameWithoutExtension(path) },
            new TileLevel(Zoom: null, map.Grid, map.Geography, map.Grid.Whole)))
        {
            writer.Complete();
        }

        using (var file = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: false);
    }

    private static void RefuseFolder(string path)
    {
        if (Directory.Exists(path))
        {
            throw new MapFormatException("it is a folder; name a file in it");
        }
    }

    private static void RefuseProjection(Projection? projection, string because)
    {
        if (projection is not null)
        {
            throw new MapFormatException($"{because}; leave crs out");
        }
    }

    private static void RefuseOtherKind(ReadOnlySpan<byte> header)
    {
        if (FileKind.Name(header) is { } kind)
        {
            throw new MapFormatException($"it is {kind}; expected an MBTiles file, a PMTiles archive, a GeoTIFF or a text map");
        }
    }

    private static TextMap Locate(TextMap map, int? zoom, GeoBounds? bounds, Projection? projection)
    {
        RefuseProjection(projection, "it is a text map, of which bounds say where it lies");
        if (zoom is not null)
        {
            throw new MapFormatException("it is a text map, which has no zoom levels; leave zoom out");
        }

        return bounds is { } covered ? map.At(covered) : map;
    }

    // What comes by a pipe can be read once, from its beginning.
    private static TextMap ReadPipe(FileStream pipe, string name)
    {
        using var content = new MemoryStream();
        pipe.CopyTo(content);
        byte[] bytes = content.ToArray();
        string? kind = TileSetFile.IsDatabase(bytes) ? "an MBTiles file"
            : PmTilesHeader.IsOne(bytes) ? "a PMTiles archive"
            : TiffFile.IsOne(bytes) ? "a TIFF file"
            : null;
        if (kind is not null)
        {
            throw new MapFormatException($"it is {kind} that comes by a pipe, and is read at any place; write it to a file, and name that");
        }

        RefuseOtherKind(bytes);
        return TextMap.Parse(name, bytes);
    }

    private static FileMap OpenPmTiles(string path, string name, int? zoom) => FileMap.Open(
        path,
        name,
        file => PmTilesOpening.Open(file, zoom),
        "is a PMTiles archive, which is written once and as a whole");

    private static IMapSource OpenTiles(string path, string name, int? zoom, bool isWritable, TimeSpan? kept)
    {
        if (!isWritable)
        {
            return OpenToRead("is a tile set that the server opened to be read");
        }

        try
        {
            return TileArchive.Open(path, name, zoom, kept, TimeProvider.System);
        }
        catch (NotWritableException e)
        {
            return OpenToRead(e.Message);
        }

        FileMap OpenToRead(string readOnlyBecause) =>
            FileMap.Open(path, name, file => TileSetOpening.Open(file, zoom), readOnlyBecause);
    }
}
