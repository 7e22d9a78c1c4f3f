using System.Globalization;
using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>
/// A folder with a file for each image: <c>X/Y.jpg</c>, below a folder for the zoom level if the map has one. y counts from the south
/// (TMS).
/// </summary>
internal sealed class FolderStore : ImageStore
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly string _root;
    private readonly string _extension;
    private string? _column;
    private bool _committed;

    private FolderStore(string path, string temporary, ServedMap map)
    {
        _path = path;
        _temporary = temporary;
        _root = map.Details.Zoom is { } zoom ? Path.Combine(temporary, Text(zoom)) : temporary;
        _extension = ImageType.OfMediaType(map.ContentType).Extension;
    }

    public static FolderStore Create(string path, ServedMap map)
    {
        string full = Path.GetFullPath(Path.TrimEndingDirectorySeparator(path));
        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
        {
            throw CliException.LocalFile($"{path}: the folder is there already and has something in it; name another one, or empty it.");
        }

        string temporary = Path.Combine(Path.GetDirectoryName(full) ?? full, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
        LocalFolder.Create(temporary);
        return new FolderStore(full, temporary, map);
    }

    public override void Write(CellImage image, ByteSink sink) => Guard(() =>
    {
        string column = Path.Combine(_root, Text(image.Cell.X));
        if (column != _column)
        {
            Directory.CreateDirectory(column);
            _column = column;
        }

        using var file = new FileStream(
            Path.Combine(column, Text(image.Cell.Y) + _extension),
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0);
        file.Write(image.Bytes.Span);
    });

    public override void Commit() => Guard(() =>
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path);
        }

        Directory.Move(_temporary, _path);
        _committed = true;
    });

    public override void Dispose()
    {
        if (!_committed)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.LocalFile($"{_path}: cannot write: {e.Message}", e);
        }
    }
}
