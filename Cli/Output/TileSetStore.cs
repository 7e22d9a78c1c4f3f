using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>An MBTiles file.</summary>
internal sealed class TileSetStore : ImageStore
{
    private readonly string _path;
    private readonly AtomicFile _file;
    private readonly TileSetWriter _writer;

    private TileSetStore(string path, AtomicFile file, TileSetWriter writer)
    {
        _path = path;
        _file = file;
        _writer = writer;
    }

    public static new TileSetStore Create(string path, Map map, Area area)
    {
        AtomicFile file = AtomicFile.Create(path);
        try
        {
            // SQLite opens it by its name.
            file.Stream.Dispose();
            GeoGrid? geography = MapPlace.GeographyOf(map);
            var grid = new Grid(map.Width, map.Height);
            var details = new MapDetails
            {
                Title = map.Title.Length > 0 ? map.Title : map.Name,
                Description = map.Description,
                Attribution = map.Attribution,
                Version = map.Version,
                Geography = geography,
                Zoom = map.Zoom,
            };

            // What is not on the map the server will refuse; nothing is written then.
            bool isOnMap = grid.TryGetArea(area.LowerLeft!.X, area.LowerLeft.Y, area.UpperRight!.X, area.UpperRight.Y, out GridArea part, out _);
            return new TileSetStore(path, file, Guard(path, () => TileSetWriter.Create(file.TemporaryPath, grid, map.ContentType, details, isOnMap ? part : grid.Whole)));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override void Write(Image image, ByteSink sink) => Guard(_path, () =>
    {
        _writer.Add(image.X, image.Y, image.Bytes.Span);
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
    }

    public override void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }

    private static TResult Guard<TResult>(string path, Func<TResult> write)
    {
        try
        {
            return write();
        }
        catch (IOException e)
        {
            throw CliException.LocalFile($"{path}: cannot write: {e.Message}", e);
        }
    }
}
