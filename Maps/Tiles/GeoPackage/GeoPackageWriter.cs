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
    private readonly GeoGrid _grid;
    private readonly int _zoom;
    private (int Width, int Height)? _size;

    private GeoPackageWriter(SqliteConnection connection, GeoGrid grid, int zoom)
    {
        _connection = connection;
        _grid = grid;
        _zoom = zoom;
        _insert = new TileStatement(connection, GeoPackageSchema.AddTile);
    }

    private int System => _grid.Projection == Projection.Geodetic ? 4326 : 3857;

    /// <summary>Begins a file.</summary>
    /// <param name="path">An empty file, or none.</param>
    /// <param name="grid">The cells of the map, and where they lie.</param>
    /// <param name="details">What is known of the map.</param>
    /// <param name="area">The part of the map that the file gets.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static GeoPackageWriter Create(string path, GeoGrid grid, MapDetails details, GridArea area) =>
        SqliteScript.Guard(() =>
        {
            SqliteConnection connection = TileDatabase.Create(path);
            try
            {
                SqliteScript.Run(connection, GeoPackageSchema.Create);
                var writer = new GeoPackageWriter(connection, grid, details.Zoom ?? 0);
                writer.Describe(details, area);
                return writer;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        });

    /// <inheritdoc />
    public void Add(int x, int y, ReadOnlyMemory<byte> image)
    {
        (int Width, int Height) size = SizeOf(image.Span)
            ?? throw new MapFormatException($"the image at {x},{y} is neither a PNG nor a JPEG, and a GeoPackage holds no others");
        _size ??= size;
        if (size != _size)
        {
            throw new MapFormatException(
                $"the image at {x},{y} has {size.Width}x{size.Height} pixels and others have {_size.Value.Width}x{_size.Value.Height}; "
                + "in a GeoPackage all have the same");
        }

        _insert.Bind(_zoom, x, _grid.Grid.FlipRow(y));
        _insert.BindBlob(4, image.Span);
        _insert.Run();
    }

    /// <inheritdoc />
    public void Complete() => SqliteScript.Guard(() =>
    {
        (int width, int height) = _size ?? (256, 256);
        (double west, double south, double east, double north) = _grid.InUnits(_grid.Bounds);
        Run(
            GeoPackageSchema.AddMatrix,
            ("$zoom", _zoom),
            ("$columns", _grid.Grid.Width),
            ("$rows", _grid.Grid.Height),
            ("$width", width),
            ("$height", height),
            ("$pixelWidth", (east - west) / _grid.Grid.Width / width),
            ("$pixelHeight", (north - south) / _grid.Grid.Height / height));
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

        (double west, double south, double east, double north) = _grid.InUnits(_grid.BoundsOf(area));
        Run(
            GeoPackageSchema.AddContents,
            ("$identifier", details.Title),
            ("$description", details.Description),
            ("$west", west),
            ("$south", south),
            ("$east", east),
            ("$north", north),
            ("$srs", System));
        (west, south, east, north) = _grid.InUnits(_grid.Bounds);
        Run(GeoPackageSchema.AddMatrixSet, ("$srs", System), ("$west", west), ("$south", south), ("$east", east), ("$north", north));
    }

    // Of the kinds that the specification has without extensions.
    private static (int Width, int Height)? SizeOf(ReadOnlySpan<byte> image) =>
        ImageType.Of(image).Format is "png" or "jpg" ? ImageSize.Of(image) : null;

    private void Run(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) =>
        SqliteScript.Run(_connection, sql, parameters);
}
