using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Maps;
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

    private static readonly Dictionary<string, Func<string, Export, ImageStore>> Files = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = (path, export) => FileStore.OfPicture(path, PictureFormat.Png, export.Top, export.Box),
        [".jpg"] = OfJpeg,
        [".jpeg"] = OfJpeg,
        [".tif"] = OfTiff,
        [".tiff"] = OfTiff,
        [".mbtiles"] = (path, export) => FileStore.OfTileSet(path, export.Levels),
        [GeoPackageExtension] = (path, export) => FileStore.OfGeoPackage(path, export.Levels),
        [".pmtiles"] = (path, export) => FileStore.OfPmTiles(path, export.Levels),
    };

    private static readonly HashSet<string> Pictures = new([".png", ".jpg", ".jpeg", ".tif", ".tiff"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The extensions of files that are stores.</summary>
    public static IEnumerable<string> Extensions => Files.Keys;

    /// <summary>Whether a path names a store: a file with one of the extensions, or a folder.</summary>
    public static bool IsOne(string? path) => path is not null && (Files.ContainsKey(FileExtension.Of(path)) || IsFolder(path));

    /// <summary>Whether a path names a store of several zoom levels.</summary>
    public static bool HoldsLevels(string? path) => IsOne(path) && !Pictures.Contains(FileExtension.Of(path!));

    /// <summary>Begins to write a store.</summary>
    /// <param name="path">Where.</param>
    /// <param name="levels">What it gets, the lowest zoom level first. A picture gets the highest.</param>
    /// <param name="box">The rectangle that the person named in degrees; null if the person named cells.</param>
    /// <exception cref="CliException">Nothing can be written there, or not of this map.</exception>
    public static ImageStore Create(string path, IReadOnlyList<AreaLevel> levels, GeoBounds? box) =>
        Files.TryGetValue(FileExtension.Of(path), out Func<string, Export, ImageStore>? create)
            ? create(path, new Export(levels, box))
            : FolderStore.Create(path, levels);

    /// <summary>Gives the store its final path.</summary>
    /// <exception cref="CliException">It cannot be moved there.</exception>
    public abstract void Commit();

    public abstract void Dispose();

    private static FileStore OfJpeg(string path, Export export) =>
        FileStore.OfPicture(path, PictureFormat.Jpeg, export.Top, export.Box);

    private static FileStore OfTiff(string path, Export export) =>
        FileStore.OfPicture(path, PictureFormat.Tiff, export.Top, export.Box);

    private static bool IsFolder(string path) => Path.EndsInDirectorySeparator(path) || Directory.Exists(path);

    private sealed record Export(IReadOnlyList<AreaLevel> Levels, GeoBounds? Box)
    {
        public AreaLevel Top => Levels[^1];
    }
}
