using System.Globalization;
using CodeFirstSatellite.Host.Configuration;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>That a map keeps older images, as the table of maps says. Times are in microseconds since 1970.</summary>
/// <param name="Kept">How long an image is kept after another replaced it, in microseconds.</param>
/// <param name="Since">The earliest time that the map can be shown at, if it is not too long ago.</param>
internal sealed record MapHistory(long Kept, long Since)
{
    // Whichever Host asks for more has it. A Host whose settings ask for less, or for nothing, forgets no image of the others.
    private const string BeginSql = $"""
        UPDATE satellite.maps SET kept = greatest(kept, justify_hours($2)),
          kept_since = coalesce(kept_since, greatest(version, {PostgresQueries.Now}))
        WHERE id = $1
        """;

    /// <summary>Reads it from a row; null if the map keeps no older images.</summary>
    /// <param name="row">A row that has <see cref="PostgresQueries.HistoryColumns"/>.</param>
    /// <param name="column">The first of these.</param>
    public static MapHistory? Of(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : new MapHistory(row.GetInt64(column), row.GetInt64(column + 1));

    /// <summary>Has a map keep older images from now on, or for longer.</summary>
    /// <exception cref="StartException">The Host may not do that.</exception>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public static async Task BeginAsync(NpgsqlConnection connection, PostgresAddress address, int map, TimeSpan kept)
    {
        await using var command = new NpgsqlCommand(BeginSql, connection)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = map }, new NpgsqlParameter<TimeSpan> { TypedValue = kept } },
        };
        try
        {
            await command.ExecuteNonQueryAsync();
        }
        catch (PostgresException e) when (DatabaseFailure.IsRefusal(e))
        {
            string hours = kept.TotalHours.ToString(CultureInfo.InvariantCulture);
            throw new StartException(
                StartException.Failure,
                $"the Host may not change the maps of the database {address}: {e.MessageText}; leave #history= out, or let somebody who "
                + $"may run: UPDATE satellite.maps SET kept = '{hours} hours', "
                + $"kept_since = coalesce(kept_since, greatest(version, {PostgresQueries.Now})) WHERE id = {map}");
        }
    }

    /// <summary>Whether images are kept for so long.</summary>
    public bool IsEnough(TimeSpan kept) => Kept >= kept.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The earliest time that the map can be shown at, at a time.</summary>
    public long SinceAt(long now) => Math.Max(Since, now - Kept);
}
