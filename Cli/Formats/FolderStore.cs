using System.Globalization;
using System.Text.Json;
using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>
/// A folder with a file for each image. If the map has a zoom level, they are tiles as web maps have them (XYZ): <c>Z/X/Y.jpg</c>, where y
/// counts from the north, and a <c>tilejson.json</c> describes them. Otherwise they are <c>X/Y.jpg</c>, and y counts from the south as
/// everywhere in satcli. A folder that is there is filled, not replaced: it may be a link, a mount or the current folder, and has its own
/// permissions.
/// </summary>
internal sealed class FolderStore : ImageStore
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly bool _isInside;
    private readonly ServedMap _map;
    private readonly GridArea _area;
    private readonly string _root;
    private readonly string _extension;
    private string? _column;
    private bool _committed;

    private FolderStore(string path, string temporary, bool isInside, ServedMap map, GridArea area)
    {
        _path = path;
        _temporary = temporary;
        _isInside = isInside;
        _map = map;
        _area = area;
        _root = map.Details.Zoom is { } zoom ? Path.Combine(temporary, Text(zoom)) : temporary;
        _extension = ImageType.OfMediaType(map.ContentType).Extension;
    }

    public static FolderStore Create(string path, ServedMap map, GridArea area)
    {
        string full = LocalFolder.FullPath(Path.TrimEndingDirectorySeparator(path));
        bool isThere = Directory.Exists(full);
        if (isThere && Directory.EnumerateFileSystemEntries(full).Any())
        {
            throw CliException.LocalFile($"{path}: the folder is there already and has something in it; name another one, or empty it.");
        }

        string parent = isThere ? full : Path.GetDirectoryName(full) ?? full;
        string temporary = Path.Combine(parent, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
        try
        {
            Directory.CreateDirectory(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.LocalFile($"{path}: cannot make a folder in {parent}: {e.Message}", e);
        }

        return new FolderStore(full, temporary, isThere, map, area);
    }

    public override void Write(CellImage image, ByteSink sink) => Guard(() =>
    {
        string column = Path.Combine(_root, Text(image.Cell.X));
        if (column != _column)
        {
            Directory.CreateDirectory(column);
            _column = column;
        }

        int row = _map.Details.Zoom is null ? image.Cell.Y : _map.Grid.FlipRow(image.Cell.Y);
        using var file = new FileStream(
            Path.Combine(column, Text(row) + _extension),
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0);
        file.Write(image.Bytes.Span);
    });

    public override void Commit() => Guard(() =>
    {
        if (_map.Details.Zoom is { } zoom)
        {
            WriteDescription(zoom);
        }

        if (_isInside)
        {
            // Directory.Move moves files, too.
            foreach (string entry in Directory.GetFileSystemEntries(_temporary))
            {
                Directory.Move(entry, Path.Combine(_path, Path.GetFileName(entry)));
            }

            Directory.Delete(_temporary);
        }
        else
        {
            Directory.Move(_temporary, _path);
        }

        _committed = true;
    });

    public override void Dispose()
    {
        if (!_committed)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    private void WriteDescription(int zoom)
    {
        var description = new TileJson(_map.Name, _map.Grid, _map.ContentType, _map.Details)
        {
            Tiles = $"{{z}}/{{x}}/{{y}}{_extension}",
            Zoom = zoom,
            Bounds = _map.Details.Geography?.BoundsOf(_area),
        };
        using FileStream file = File.Create(Path.Combine(_temporary, "tilejson.json"));
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        description.WriteMembers(json);
        json.WriteEndObject();
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
