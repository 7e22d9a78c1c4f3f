using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>A file or folder that stores each image under its cell. It is complete or absent.</summary>
internal abstract class ImageStore : ImageFormat, IDisposable
{
    /// <summary>Whether a path names a store: an MBTiles file, or a folder.</summary>
    public static bool IsOne(string? path) => path is not null && (IsTileSet(path) || IsFolder(path));

    /// <summary>Begins to write a store.</summary>
    /// <exception cref="CliException">Nothing can be written there.</exception>
    public static ImageStore Create(string path, ServedMap map, GridArea area) =>
        IsTileSet(path) ? TileSetStore.Create(path, map, area) : FolderStore.Create(path, map);

    /// <summary>Gives the store its final path.</summary>
    /// <exception cref="CliException">It cannot be moved there.</exception>
    public abstract void Commit();

    public abstract void Dispose();

    private static bool IsTileSet(string path) => Path.GetExtension(path).Equals(".mbtiles", StringComparison.OrdinalIgnoreCase);

    private static bool IsFolder(string path) => Path.EndsInDirectorySeparator(path) || Directory.Exists(path);
}
