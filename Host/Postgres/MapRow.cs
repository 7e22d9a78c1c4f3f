using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>A row of the table of maps.</summary>
internal sealed record MapRow(int Id, Grid Grid, string ContentType, MapDetails Details, long Version, MapHistory? History)
{
    private const string FindSql = $"""
        SELECT id, width, height, content_type, title, description, attribution, edition, crs, bounds, version,
          {PostgresQueries.HistoryColumns}
        FROM satellite.maps WHERE name = $1
        """;

    private const string CreateSql = """
        INSERT INTO satellite.maps (name, width, height, content_type, crs, bounds) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (name) DO NOTHING
        """;

    /// <summary>Finds a map, or makes it if it does not exist and <paramref name="wanted"/> says how.</summary>
    /// <exception cref="StartException">There is no such map, or it is not as wanted.</exception>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public static async Task<MapRow> FindAsync(
        NpgsqlConnection connection, PostgresAddress address, string name, NewMap? wanted)
    {
        MapRow? row = await FindAsync(connection, name);
        if (row is null && wanted is { } made)
        {
            await CreateAsync(connection, name, made);
            row = await FindAsync(connection, name);
        }

        if (row is null)
        {
            string others = await ListAsync(connection);
            throw Wrong($"the database {address} has no map '{name}'; {others}, and #create=80x32,jpg after the address makes one");
        }

        (string Found, string Wanted)? other = wanted is null ? null
            : row.ContentType != wanted.ContentType ? (row.ContentType, wanted.ContentType)
            : wanted.Contradicts(row.Grid, row.Details.Geography);
        return other is not var (found, asked)
            ? row
            : throw Wrong($"the map '{name}' in the database {address} is there and is {found}, not {asked}; leave #create= out");
    }

    private static async Task<MapRow?> FindAsync(NpgsqlConnection connection, string name)
    {
        await using var command = new NpgsqlCommand(FindSql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
        {
            return null;
        }

        var grid = new Grid(reader.GetInt32(1), reader.GetInt32(2));
        var details = new MapDetails
        {
            Title = reader.GetString(4),
            Description = reader.GetString(5),
            Attribution = reader.GetString(6),
            Version = reader.GetString(7),
        };
        string? bounds = reader.IsDBNull(9) ? null : reader.GetString(9);
        details = Locate(details, grid, name, reader.GetString(8), bounds);
        return new MapRow(reader.GetInt32(0), grid, reader.GetString(3), details, reader.GetInt64(10), MapHistory.Of(reader, 11));
    }

    private static MapDetails Locate(MapDetails details, Grid grid, string name, string crs, string? text)
    {
        GeoBounds? bounds = text is null ? null
            : GeoBounds.TryParseCover(text, out GeoBounds parsed) ? parsed
            : throw Wrong($"the bounds of the map '{name}' in the database are '{text}'; "
                + "expected degrees west,south,east,north, such as -180,-90,180,90");
        return details with
        {
            Bounds = GeoBounds.TryParse(text, out GeoBounds onEarth) ? onEarth : null,
            Geography = Crs.Find(crs) is { } projection ? new GeoGrid(grid, projection, bounds ?? GeoGrid.WorldOf(projection)) : null,
        };
    }

    private static async Task CreateAsync(NpgsqlConnection connection, string name, NewMap map)
    {
        await using var command = new NpgsqlCommand(CreateSql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = name },
                new NpgsqlParameter<int> { TypedValue = map.Grid.Width },
                new NpgsqlParameter<int> { TypedValue = map.Grid.Height },
                new NpgsqlParameter<string> { TypedValue = map.ContentType },
                new NpgsqlParameter<string> { TypedValue = map.Geography is { } geography ? Crs.Of(geography.Projection) : "" },
                new NpgsqlParameter<string?> { TypedValue = map.Geography?.Bounds.ToString() },
            },
        };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> ListAsync(NpgsqlConnection connection)
    {
        var names = new List<string>();
        await using var command = new NpgsqlCommand("SELECT name FROM satellite.maps ORDER BY name LIMIT 20", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            names.Add(reader.GetString(0));
        }

        return names.Count == 0 ? "it has none yet" : $"it has {string.Join(", ", names)}";
    }

    private static StartException Wrong(string message) => new(StartException.Failure, message);
}
