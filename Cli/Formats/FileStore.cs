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
    private int _level;

    private FileStore(string path, AtomicFile file, IImageFileWriter writer)
    {
        _path = path;
        _file = file;
        _writer = writer;
    }

    public override bool IsLaidOut => _writer is MosaicWriter;

    public static FileStore OfTileSet(string path, IReadOnlyList<AreaLevel> levels)
    {
        ServedMap map = levels[^1].Map;
        if (map.Details.Geography is { Projection: Projection.Geodetic })
        {
            Stderr.Note(
                $"this map is {Crs.Of(Projection.Geodetic)}. The file says so, but GDAL and QGIS take every MBTiles file for Web Mercator "
                + $"and show it at the wrong place. A GeoPackage is for them: -o {Path.ChangeExtension(path, GeoPackageExtension)}");
        }

        return Create(path, at => TileSetWriter.Create(at, map.ContentType, Entitled(map), ToTileLevels(levels)));
    }

    public static FileStore OfGeoPackage(string path, IReadOnlyList<AreaLevel> levels)
    {
        ServedMap map = levels[^1].Map;
        return map.Details.Geography is not null
            ? Create(path, at => GeoPackageWriter.Create(at, Entitled(map), ToTileLevels(levels)))
            : throw CliException.Usage(
                $"{path}: a GeoPackage says where on Earth its images lie, and the map '{Printable.Line(map.Name)}' does not say that. "
                + "An MBTiles file or a folder need not know.");
    }

    public static FileStore OfPmTiles(string path, IReadOnlyList<AreaLevel> levels)
    {
        ServedMap map = levels[^1].Map;
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

        // Every level below it lies there, too.
        GeoGrid[] grids = [.. levels.Select(level => level.Map.Details.Geography!)];
        return Create(path, at => PmTilesWriter.Create(at, map.ContentType, Entitled(map), grids));
    }

    public static FileStore OfPicture(string path, PictureFormat format, AreaLevel level, GeoBounds? box) =>
        AreaFormat.IsText(level.Map.ContentType)
            ? throw CliException.Usage(
                $"{path}: the images of the map '{Printable.Line(level.Map.Name)}' are text, of which no picture is made. "
                + "stdout takes them, .txt, .ndjson and .mbtiles files, and folders.")
            : Create(path, at => MosaicWriter.Create(at, format, level.Area, level.Map.Details.Geography, box));

    public override void BeginLevel(int level) => _level = level;

    public override void Write(CellImage image, ByteSink sink) => Guard(_path, () =>
    {
        _writer.Add(_level, image.Cell.X, image.Cell.Y, image.Bytes);
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

    private static TileLevel[] ToTileLevels(IReadOnlyList<AreaLevel> levels) => [.. levels.Select(level => level.ToTileLevel())];

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
