using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>The states that a map in PostgreSQL had.</summary>
internal sealed class PostgresPast(PostgresMap map, MapHistory history) : IPastMaps
{
    public long Since => history.SinceAt(VersionTime.Of(TimeProvider.System.GetUtcNow()));

    public IMapSource AsOf(long time) => new PostgresPastMap(map, time);

    public async ValueTask<IReadOnlyList<PastImage>> ListVersionsAsync(Cell cell, CancellationToken cancellationToken) =>
        await map.ReadAsync(
            (map.Id, Cell: cell),
            static (connection, one, cancellationToken) => ListAsync(connection, one.Id, one.Cell, cancellationToken),
            cancellationToken);

    private static async Task<List<PastImage>> ListAsync(
        NpgsqlConnection connection, int map, Cell cell, CancellationToken cancellationToken)
    {
        var images = new List<PastImage>();
        await using NpgsqlCommand command = connection.Command(PostgresQueries.ImagesOfCell, map, cell.Y, cell.X);
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            images.Add(new PastImage(rows.GetInt64(0), rows.IsDBNull(1) ? null : rows.GetInt64(1), rows.GetInt32(2)));
        }

        return images;
    }
}
