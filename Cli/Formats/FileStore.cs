using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;
using CodeFirstSatellite.Maps.Pixels;
using CodeFirstSatellite.Maps.Tiles;
using CodeFirstSatellite.Maps.Tiles.Archive;
using CodeFirstSatellite.Maps.Tiles.GeoPackage;
using CodeFirstSatellite.Maps.Tiles.PmTiles;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>An MBTiles file, a GeoPackage, a PMTiles archive or a picture.</summary>
internal sealed class FileStore : ImageStore
{
    private readonly string _path;
    private readonly AtomicFile _file;
    private readonly IImageFileWriter _writer;

    private FileStore(string path, AtomicFile file, IImageFileWriter writer)
    {
        _path = path;
        _file = file;
        _writer = writer;
    }

    public static FileStore OfTileSet(string path, ServedMap map, GridArea area)
    {
        if (map.Details.Geography is { Projection: Projection.Geodetic })
        {
            Stderr.Note(
                $"this map is {Crs.Of(Projection.Geodetic)}. The file says so, but GDAL and QGIS take every MBTiles file for Web Mercator "
                + $"and show it at the wrong place. A GeoPackage is for them: -o {Path.ChangeExtension(path, GeoPackageExtension)}");
        }

        return Create(path, at => TileSetWriter.Create(at, map.Grid, map.ContentType, Entitled(map), area));
    }

    public static FileStore OfGeoPackage(string path, ServedMap map, GridArea area) =>
        map.Details.Geography is { } geography
            ? Create(path, at => GeoPackageWriter.Create(at, geography, Entitled(map), area))
            : throw CliException.Usage(
                $"{path}: a GeoPackage says where on Earth its images lie, and the map '{Printable.Line(map.Name)}' does not say that. "
                + "An MBTiles file or a folder need not know.");

    public static FileStore OfPmTiles(string path, ServedMap map)
    {
        string name = Printable.Line(map.Name);
        GeoGrid geography = map.Details.Geography ?? throw CliException.Usage(
            $"{path}: a PMTiles archive says where on Earth its images lie, and the map '{name}' does not say that. "
            + "An MBTiles file or a folder need not know.");
        if (!PmTilesWriter.CanHold(geography))
        {
            throw CliException.Usage(
                $"{path}: a PMTiles archive has the tiles of {Crs.Of(Projection.WebMercator)} alone, and the map '{name}' is "
                + $"{GeoGrid.Describe(geography)} on {map.Grid}. A GeoPackage holds it at its place: "
                + $"-o {Path.ChangeExtension(path, GeoPackageExtension)}");
        }

        if (!PmTilesWriter.CanHold(map.ContentType))
        {
            throw CliException.Usage(
                $"{path}: a PMTiles archive has PNG, JPEG, WebP or AVIF images, and those of the map '{name}' are "
                + $"{Printable.Line(map.ContentType)}. An MBTiles file or a folder holds images of any kind.");
        }

        return Create(path, at => PmTilesWriter.Create(at, geography, map.ContentType, Entitled(map)));
    }

    public static FileStore OfPicture(string path, PictureFormat format, ServedMap map, GridArea area, GeoBounds? box) =>
        AreaFormat.IsText(map.ContentType)
            ? throw CliException.Usage(
                $"{path}: the images of the map '{Printable.Line(map.Name)}' are text, of which no picture is made. "
                + "stdout takes them, .txt, .ndjson and .mbtiles files, and folders.")
            : Create(path, at => MosaicWriter.Create(at, format, area, map.Details.Geography, box));

    public override void Write(CellImage image, ByteSink sink) => Guard(_path, () =>
    {
        _writer.Add(image.Cell.X, image.Cell.Y, image.Bytes);
        return true;
    });

    public override void Commit()
    {
        Guard(_path, () =>
        {
            _writer.Complete();
            return true;
        });
        _file.Commit();
        if (_writer.Remark is { } remark)
        {
            Stderr.Note($"{_path}: {remark}");
        }
    }

    public override void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }

    private static FileStore Create(string path, Func<string, IImageFileWriter> create)
    {
        AtomicFile file = AtomicFile.Create(path);
        try
        {
            // The writer opens the file by its name.
            file.Stream.Dispose();
            return new FileStore(path, file, Guard(path, () => create(file.TemporaryPath)));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static MapDetails Entitled(ServedMap map) =>
        map.Details.Title.Length > 0 ? map.Details : map.Details with { Title = map.Name };

    private static TResult Guard<TResult>(string path, Func<TResult> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or MapFormatException)
        {
            throw CliException.LocalFile($"{path}: cannot write: {e.Message}", e);
        }
    }
}
