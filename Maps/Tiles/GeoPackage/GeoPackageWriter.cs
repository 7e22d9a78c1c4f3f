using CodeFirstSatellite.Maps.Geography;
using CodeFirstSatellite.Maps.Tiles.Reading;
using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles.GeoPackage;

/// <summary>
/// Writes a new GeoPackage (OGC 12-128r18): an SQLite file that says, other than MBTiles, which coordinate system its tiles have. Its rows
/// count from the north.
/// </summary>
public sealed class GeoPackageWriter : IImageFileWriter
{
    private readonly SqliteConnection _connection;
    private readonly TileStatement _insert;
    private readonly (int Zoom, GeoGrid Grid)[] _levels;
    private readonly (int Width, int Height)?[] _sizes;

    private GeoPackageWriter(SqliteConnection connection, (int Zoom, GeoGrid Grid)[] levels)
    {
        _connection = connection;
        _levels = levels;
        _sizes = new (int, int)?[levels.Length];
        _insert = new TileStatement(connection, GeoPackageSchema.AddTile);
    }

    private GeoGrid Top => _levels[^1].Grid;

    private int System => Top.Projection == Projection.Geodetic ? 4326 : 3857;

    /// <summary>Begins a file.</summary>
    /// <param name="path">An empty file, or none.</param>
    /// <param name="details">What is known of the map.</param>
    /// <param name="levels">
    /// What the file gets, lowest level first, each below the last (<see cref="TileLevel.IsBelow"/>). All of them say where they lie.
    /// </param>
    /// <exception cref="ArgumentException">A level does not say where it lies.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static GeoPackageWriter Create(string path, MapDetails details, params IReadOnlyList<TileLevel> levels) =>
        SqliteScript.Guard(() =>
        {
            (int, GeoGrid)[] located =
            [
                .. levels.Select(level => (level.Zoom ?? 0, level.Geography
                    ?? throw new ArgumentException("A GeoPackage says where its tiles lie.", nameof(levels)))),
            ];
            SqliteConnection connection = TileDatabase.Create(path);
            try
            {
                SqliteScript.Run(connection, GeoPackageSchema.Create);
                var writer = new GeoPackageWriter(connection, located);
                writer.Describe(details, levels[^1].Area);
                return writer;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        });

    /// <inheritdoc />
    public void Add(int level, int x, int y, ReadOnlyMemory<byte> image)
    {
        (int zoom, GeoGrid grid) = _levels[level];
        (int Width, int Height) size = SizeOf(image.Span)
            ?? throw new MapFormatException($"the image at {x},{y} is neither a PNG nor a JPEG, and a GeoPackage holds no others");
        (int Width, int Height) others = _sizes[level] ??= size;
        if (size != others)
        {
            throw new MapFormatException(
                $"the image at {x},{y} has {size.Width}x{size.Height} pixels and others have {others.Width}x{others.Height}; "
                + "in a GeoPackage all of a zoom level have the same");
        }

        _insert.Bind(zoom, x, grid.Grid.FlipRow(y));
        _insert.BindBlob(4, image.Span);
        _insert.Run();
    }

    /// <inheritdoc />
    public void Complete() => SqliteScript.Guard(() =>
    {
        foreach (((int zoom, GeoGrid grid), (int Width, int Height)? size) in _levels.Zip(_sizes))
        {
            AddMatrix(zoom, grid, size ?? (256, 256));
        }

        Run("COMMIT");
        Dispose();
        return true;
    });

    /// <inheritdoc />
    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private void AddMatrix(int zoom, GeoGrid grid, (int Width, int Height) tile)
    {
        (double west, double south, double east, double north) = grid.InUnits(grid.Bounds);
        Run(
            GeoPackageSchema.AddMatrix,
            ("$zoom", zoom),
            ("$columns", grid.Grid.Width),
            ("$rows", grid.Grid.Height),
            ("$width", tile.Width),
            ("$height", tile.Height),
            ("$pixelWidth", (east - west) / grid.Grid.Width / tile.Width),
            ("$pixelHeight", (north - south) / grid.Grid.Height / tile.Height));
    }

    private void Describe(MapDetails details, GridArea area)
    {
        foreach ((string name, int id, string organization, string definition) in GeoPackageSchema.Systems)
        {
            Run(
                GeoPackageSchema.AddSystem,
                ("$name", name),
                ("$id", id),
                ("$organization", organization),
                ("$number", id),
                ("$definition", definition));
        }

        (double west, double south, double east, double north) = Top.InUnits(Top.BoundsOf(area));
        Run(
            GeoPackageSchema.AddContents,
            ("$identifier", details.Title),
            ("$description", details.Description),
            ("$west", west),
            ("$south", south),
            ("$east", east),
            ("$north", north),
            ("$srs", System));
        (west, south, east, north) = Top.InUnits(Top.Bounds);
        Run(GeoPackageSchema.AddMatrixSet, ("$srs", System), ("$west", west), ("$south", south), ("$east", east), ("$north", north));
    }

    // Of the kinds that the specification has without extensions.
    private static (int Width, int Height)? SizeOf(ReadOnlySpan<byte> image) =>
        ImageType.Of(image).Format is "png" or "jpg" ? ImageSize.Of(image) : null;

    private void Run(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) =>
        SqliteScript.Run(_connection, sql, parameters);
}
