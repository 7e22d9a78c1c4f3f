using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>A file or folder that keeps each image apart, with its cell. It is complete or absent.</summary>
internal abstract class ImageStore : ImageFormat, IDisposable
{
    /// <summary>Whether a path means one: an MBTiles file, or a folder.</summary>
    public static bool IsOne(string? path) => path is not null && (IsTileSet(path) || IsFolder(path));

    /// <summary>Begins to write one.</summary>
    /// <exception cref="CliException">Nothing can be written there.</exception>
    public static ImageStore Create(string path, ServedMap map, GridArea area) =>
        IsTileSet(path) ? TileSetStore.Create(path, map, area) : FolderStore.Create(path, map);

    /// <summary>Puts it in its place.</summary>
    /// <exception cref="CliException">It cannot be put there.</exception>
    public abstract void Commit();

    public abstract void Dispose();

    private static bool IsTileSet(string path) => Path.GetExtension(path).Equals(".mbtiles", StringComparison.OrdinalIgnoreCase);

    private static bool IsFolder(string path) => Path.EndsInDirectorySeparator(path) || Directory.Exists(path);
}
