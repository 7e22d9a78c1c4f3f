using System.Globalization;
using System.Text.Json;
using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>
/// A folder with a file for each image. If the map has zoom levels, they are tiles as web maps have them (XYZ): <c>Z/X/Y.jpg</c>, where y
/// counts from the north, and a <c>tilejson.json</c> describes them. Otherwise they are <c>X/Y.jpg</c>, and y counts from the south as
/// everywhere in satcli. A folder that is there is filled, not replaced: it may be a link, a mount or the current folder, and has its own
/// permissions.
/// </summary>
internal sealed class FolderStore : ImageStore
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly bool _isInside;
    private readonly IReadOnlyList<AreaLevel> _levels;
    private readonly string _extension;
    private int _level;
    private string? _column;
    private bool _committed;

    private FolderStore(string path, string temporary, bool isInside, IReadOnlyList<AreaLevel> levels)
    {
        _path = path;
        _temporary = temporary;
        _isInside = isInside;
        _levels = levels;
        _extension = ImageType.OfMediaType(levels[^1].Map.ContentType).Extension;
    }

    public static FolderStore Create(string path, IReadOnlyList<AreaLevel> levels)
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

        return new FolderStore(full, temporary, isThere, levels);
    }

    public override void BeginLevel(int level)
    {
        _level = level;
        _column = null;
    }

    public override void Write(CellImage image, ByteSink sink) => Guard(() =>
    {
        ServedMap map = _levels[_level].Map;
        string root = map.Details.Zoom is { } zoom ? Path.Combine(_temporary, Text(zoom)) : _temporary;
        string column = Path.Combine(root, Text(image.Cell.X));
        if (column != _column)
        {
            Directory.CreateDirectory(column);
            _column = column;
        }

        int row = map.Details.Zoom is null ? image.Cell.Y : map.Grid.FlipRow(image.Cell.Y);
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
        if (_levels[^1].Map.Details.Zoom is { } zoom)
        {
            WriteDescription(_levels[^1], zoom);
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

    private void WriteDescription(AreaLevel top, int zoom)
    {
        ServedMap map = top.Map;
        var description = new TileJson(map.Name, map.Grid, map.ContentType, map.Details)
        {
            Tiles = $"{{z}}/{{x}}/{{y}}{_extension}",
            Zoom = zoom,
            Zooms = [.. _levels.Select(level => level.Map.Details.Zoom!.Value)],
            Bounds = map.Details.Geography?.BoundsOf(top.Area),
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
