using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Tiles.Archive;

namespace CodeFirstSatellite.Cli.Formats;

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

    public static new TileSetStore Create(string path, ServedMap map, GridArea area)
    {
        AtomicFile file = AtomicFile.Create(path);
        try
        {
            // SQLite opens the file by its name.
            file.Stream.Dispose();
            MapDetails details = map.Details.Title.Length > 0 ? map.Details : map.Details with { Title = map.Name };
            return new TileSetStore(
                path,
                file,
                Guard(path, () => TileSetWriter.Create(file.TemporaryPath, map.Grid, map.ContentType, details, area)));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override void Write(CellImage image, ByteSink sink) => Guard(_path, () =>
    {
        _writer.Add(image.Cell.X, image.Cell.Y, image.Bytes.Span);
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
