using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Maps.Geography;
using CodeFirstSatellite.Maps.Pixels;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>
/// A file or folder that keeps images where they belong: under their cell, or at their place in a picture. It is complete or absent.
/// </summary>
internal abstract class ImageStore : ImageFormat, IDisposable
{
    /// <summary>The extension of a GeoPackage.</summary>
    public const string GeoPackageExtension = ".gpkg";

    private static readonly Dictionary<string, PictureFormat> Pictures = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = PictureFormat.Png,
        [".jpg"] = PictureFormat.Jpeg,
        [".jpeg"] = PictureFormat.Jpeg,
        [".tif"] = PictureFormat.Tiff,
        [".tiff"] = PictureFormat.Tiff,
    };

    private static readonly Dictionary<string, Func<string, IReadOnlyList<AreaLevel>, ImageStore>> TileFiles =
        new(StringComparer.OrdinalIgnoreCase)
        {
            [".mbtiles"] = FileStore.OfTileSet,
            [GeoPackageExtension] = FileStore.OfGeoPackage,
            [".pmtiles"] = FileStore.OfPmTiles,
        };

    /// <summary>The extensions of files that are stores.</summary>
    public static IEnumerable<string> Extensions => Pictures.Keys.Concat(TileFiles.Keys);

    /// <summary>Whether a path names a store: a file with one of the extensions, or a folder.</summary>
    public static bool IsOne(string? path) => path is not null && (Pictures.ContainsKey(FileExtension.Of(path)) || HoldsLevels(path));

    /// <summary>Whether a path names a store of several zoom levels.</summary>
    public static bool HoldsLevels(string? path) => path is not null
        && (TileFiles.ContainsKey(FileExtension.Of(path)) || (IsFolder(path) && !Pictures.ContainsKey(FileExtension.Of(path))));

    /// <summary>Begins to write a store.</summary>
    /// <param name="path">Where.</param>
    /// <param name="levels">What it gets, the lowest zoom level first. A picture gets the highest.</param>
    /// <param name="box">The rectangle that the person named in degrees; null if the person named cells.</param>
    /// <exception cref="CliException">Nothing can be written there, or not of this map.</exception>
    public static ImageStore Create(string path, IReadOnlyList<AreaLevel> levels, GeoBounds? box)
    {
        string extension = FileExtension.Of(path);
        return Pictures.TryGetValue(extension, out PictureFormat format) ? FileStore.OfPicture(path, format, levels[^1], box)
            : TileFiles.TryGetValue(extension, out Func<string, IReadOnlyList<AreaLevel>, ImageStore>? create) ? create(path, levels)
            : FolderStore.Create(path, levels);
    }

    /// <summary>Gives the store its final path.</summary>
    /// <exception cref="CliException">It cannot be moved there.</exception>
    public abstract void Commit();

    public abstract void Dispose();

    private static bool IsFolder(string path) => Path.EndsInDirectorySeparator(path) || Directory.Exists(path);
}
