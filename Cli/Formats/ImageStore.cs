using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>A file or folder that stores each image under its cell. It is complete or absent.</summary>
internal abstract class ImageStore : ImageFormat, IDisposable
{
    /// <summary>The extension of a GeoPackage.</summary>
    public const string GeoPackageExtension = ".gpkg";

    /// <summary>Whether a path names a store: an MBTiles file, a GeoPackage, or a folder.</summary>
    public static bool IsOne(string? path) => path is not null && (Is(path, ".mbtiles") || Is(path, GeoPackageExtension) || IsFolder(path));

    /// <summary>Begins to write a store.</summary>
    /// <exception cref="CliException">Nothing can be written there.</exception>
    public static ImageStore Create(string path, ServedMap map, GridArea area) =>
        Is(path, ".mbtiles") ? FileStore.OfTileSet(path, map, area)
        : Is(path, GeoPackageExtension) ? FileStore.OfGeoPackage(path, map, area)
        : FolderStore.Create(path, map);

    /// <summary>Gives the store its final path.</summary>
    /// <exception cref="CliException">It cannot be moved there.</exception>
    public abstract void Commit();

    public abstract void Dispose();

    private static bool Is(string path, string extension) => Path.GetExtension(path).Equals(extension, StringComparison.OrdinalIgnoreCase);

    private static bool IsFolder(string path) => Path.EndsInDirectorySeparator(path) || Directory.Exists(path);
}
