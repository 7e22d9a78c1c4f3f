using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>A page of the changes of a map, in the order of versions.</summary>
/// <param name="Map">The map's id.</param>
/// <param name="Grid">Its cells.</param>
/// <param name="Area">The area to read.</param>
/// <param name="After">The change to begin after.</param>
/// <param name="Last">The last version to read.</param>
/// <param name="Count">The most changes to read.</param>
internal sealed record ChangePage(int Map, Grid Grid, GridArea Area, (long Version, int Y, int X) After, long Last, int Count)
{
    /// <summary>Reads the page. Also returns the change to begin the next page after; null if this is the last.</summary>
    public async Task<(List<MapChange> Changes, (long Version, int Y, int X)? Next)> ReadAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var changes = new List<MapChange>();
        (long Version, int Y, int X) last = After;
        int had = 0;
        await using var command = new NpgsqlCommand(PostgresQueries.Changes, connection)
        {
            Parameters =
            {
                Number(Map), Number(After.Version), Number(After.Y), Number(After.X), Number(Last),
                Number(Area.South), Number(Area.North), Number(Area.West), Number(Area.East), Number(Count),
            },
        };
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken);
        for (; await rows.ReadAsync(cancellationToken); had++)
        {
            last = (rows.GetInt64(3), rows.GetInt32(0), rows.GetInt32(1));
            if (Grid.TryGetCell(last.X, last.Y, out Cell cell, out _))
            {
                changes.Add(new MapChange(last.Version, new CellImage(cell, rows.GetFieldValue<byte[]>(2))));
            }
        }

        return (changes, had == Count ? last : null);
    }

    private static NpgsqlParameter<T> Number<T>(T value) => new() { TypedValue = value };
}
