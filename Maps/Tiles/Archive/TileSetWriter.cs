using System.Globalization;
using CodeFirstSatellite.Maps.Geography;
using CodeFirstSatellite.Maps.Tiles.Reading;
using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>
/// Writes a new MBTiles file image by image. The file is not durable or usable before <see cref="Complete"/>, so give
/// it a temporary name.
/// </summary>
public sealed class TileSetWriter : IImageFileWriter
{
    private readonly SqliteConnection _connection;
    private readonly TileStatement _insert;
    private readonly int[] _zooms;

    private TileSetWriter(SqliteConnection connection, int[] zooms)
    {
        _connection = connection;
        _zooms = zooms;
        Run("""
            PRAGMA application_id = 1297105496;
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            BEGIN;
            CREATE TABLE metadata (name TEXT, value TEXT);
            CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
            """);
        _insert = new TileStatement(connection, "INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)");
    }

    /// <summary>Begins a file.</summary>
    /// <param name="path">An empty file, or none.</param>
    /// <param name="contentType">Media type of the images.</param>
    /// <param name="details">What is known of the map.</param>
    /// <param name="levels">
    /// What the file gets, lowest level first, each below the last (<see cref="TileLevel.IsBelow"/>). For a level without a number, the
    /// lowest that has a tile for every cell is used.
    /// </param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static TileSetWriter Create(
        string path, string contentType, MapDetails details, params IReadOnlyList<TileLevel> levels) => SqliteScript.Guard(() =>
    {
        SqliteConnection connection = TileDatabase.Create(path);
        int[] zooms = [.. levels.Select(level => level.Zoom ?? ZoomOf(level.Grid, level.Geography))];
        var writer = new TileSetWriter(connection, zooms);
        foreach ((string name, string value) in Metadata(contentType, details, levels[^1], zooms))
        {
            writer.Run("INSERT INTO metadata VALUES ($name, $value)", ("$name", name), ("$value", value));
        }

        return writer;
    });

    /// <inheritdoc />
    public void Add(int level, int x, int y, ReadOnlyMemory<byte> image)
    {
        _insert.Bind(_zooms[level], x, y);
        _insert.BindBlob(4, image.Span);
        _insert.Run();
    }

    /// <summary>Makes the specification's index and the index in stream order, and finishes the file.</summary>
    /// <exception cref="IOException">The file cannot be written, or a cell was added twice.</exception>
    public void Complete() => SqliteScript.Guard(() =>
    {
        Run("""
            CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);
            CREATE INDEX tiles_in_order ON tiles (zoom_level, tile_row DESC, tile_column);
            COMMIT;
            """);
        Dispose();
        return true;
    });

    /// <inheritdoc />
    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    // A geodetic world has two tiles at zoom level 0.
    private static int ZoomOf(Grid grid, GeoGrid? geography)
    {
        int side = geography?.Projection == Projection.Geodetic && grid.Width == 2L * grid.Height
            ? grid.Height
            : Math.Max(grid.Width, grid.Height);
        return (int)Math.Ceiling(Math.Log2(side));
    }

    private static IEnumerable<(string Name, string Value)> Metadata(
        string contentType, MapDetails details, TileLevel top, int[] zooms)
    {
        int zoom = zooms[^1];
        (Grid grid, GeoGrid? geography) = (top.Grid, top.Geography);
        bool isGeodetic = geography?.Projection == Projection.Geodetic;
        bool isUsual = grid == new Grid(1 << Math.Min(30, isGeodetic ? zoom + 1 : zoom), 1 << Math.Min(30, zoom))
            && geography?.IsSamePlace(geography with { Bounds = GeoGrid.WorldOf(geography.Projection) }) is not false;

        // With a grid of its own, the bounds say what the whole grid covers, not the part.
        GeoBounds? bounds = isUsual ? geography?.BoundsOf(top.Area) : geography?.Bounds;
        (string Name, string? Value)[] all =
        [
            ("name", details.Title),
            ("format", ImageType.OfMediaType(contentType).Format),
            ("bounds", bounds?.ToString()),
            ("minzoom", zooms[0].ToString(CultureInfo.InvariantCulture)),
            ("maxzoom", zoom.ToString(CultureInfo.InvariantCulture)),
            ("type", "baselayer"),
            ("version", details.Version),
            ("description", details.Description),
            ("attribution", details.Attribution),

            // The specification knows nothing but Web Mercator of the usual grid, so whatever else it is must be said.
            ("crs", geography is null ? Crs.None : isGeodetic || !isUsual ? Crs.Of(geography.Projection) : null),
            ("grid", isUsual ? null : grid.ToString()),
        ];
        return from entry in all where !string.IsNullOrEmpty(entry.Value) select (entry.Name, entry.Value!);
    }

    private void Run(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) =>
        SqliteScript.Run(_connection, sql, parameters);
}
