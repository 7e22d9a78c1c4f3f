using System.Globalization;
using CodeFirstSatellite.Maps.Tiles.Reading;
using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>
/// The older images of a file, in a table of ours: each with the version that it had, and that of the image which replaced it. Belongs to
/// the connection that writes.
/// </summary>
internal sealed class ArchiveHistory : IDisposable
{
    // What is too old goes by and by, so that no transaction is long.
    private const int MostForgotten = 1000;

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS tile_history (
            zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, since INTEGER NOT NULL, until INTEGER NOT NULL, tile_data BLOB);
        CREATE UNIQUE INDEX IF NOT EXISTS tile_history_cells ON tile_history (zoom_level, tile_row, tile_column, until);
        CREATE INDEX IF NOT EXISTS tile_history_ends ON tile_history (until);
        CREATE TABLE IF NOT EXISTS tile_history_kept (since INTEGER NOT NULL);
        """;

    private readonly long _kept;
    private readonly long _since;
    private readonly TileStatement _keep;
    private readonly TileStatement _forget;

    private ArchiveHistory(SqliteConnection connection, TimeSpan kept, long since)
    {
        _kept = kept.Ticks / TimeSpan.TicksPerMicrosecond;
        _since = since;
        _keep = new TileStatement(connection, """
            INSERT INTO tile_history SELECT t.zoom_level, t.tile_column, t.tile_row, coalesce(v.version, 0), ?4, t.tile_data
            FROM tiles t LEFT JOIN tile_versions v
            ON v.zoom_level = t.zoom_level AND v.tile_column = t.tile_column AND v.tile_row = t.tile_row
            WHERE t.zoom_level = ?1 AND t.tile_column = ?2 AND t.tile_row = ?3 AND length(t.tile_data) > 0
            """);
        _forget = new TileStatement(connection, string.Create(
            CultureInfo.InvariantCulture,
            $"DELETE FROM tile_history WHERE rowid IN (SELECT rowid FROM tile_history WHERE until < ?1 LIMIT {MostForgotten})"));
    }

    /// <summary>Begins to keep older images, or goes on.</summary>
    /// <param name="connection">The file, open for writing, with its versions.</param>
    /// <param name="kept">How long an image is kept after it was replaced.</param>
    /// <param name="now">The version from which older images are kept, if none were before.</param>
    /// <exception cref="SqliteException">SQLite cannot do it now.</exception>
    public static ArchiveHistory Begin(SqliteConnection connection, TimeSpan kept, long now)
    {
        SqliteScript.Run(connection, string.Create(
            CultureInfo.InvariantCulture,
            $"{Tables}\nINSERT INTO tile_history_kept SELECT {now} WHERE NOT EXISTS (SELECT 1 FROM tile_history_kept)"));
        using var since = new TileStatement(connection, "SELECT max(since) FROM tile_history_kept");
        since.Step();
        return new ArchiveHistory(connection, kept, since.LongNumber(0));
    }

    /// <summary>Notes that images are stored without keeping those before: whoever keeps them again begins anew.</summary>
    public static void End(SqliteConnection connection)
    {
        using var table = new TileStatement(connection, "SELECT 1 FROM sqlite_master WHERE name = 'tile_history_kept'");
        if (table.Step())
        {
            table.Reset();
            SqliteScript.Run(connection, "DELETE FROM tile_history_kept");
        }
    }

    /// <summary>The earliest version that can be shown at a time.</summary>
    public long SinceAt(long now) => Math.Max(_since, now - _kept);

    /// <summary>Keeps the image of a cell, if it has one, before another replaces it.</summary>
    /// <param name="zoom">The zoom level.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="version">The version of the other.</param>
    /// <exception cref="MapReadException">The file cannot be written.</exception>
    public void Keep(int zoom, Cell cell, long version)
    {
        _keep.Bind(zoom, cell.X, cell.Y);
        _keep.BindLong(4, version);
        _keep.Run();
    }

    /// <summary>Forgets some of the images that were replaced too long ago.</summary>
    /// <exception cref="MapReadException">The file cannot be written.</exception>
    public void Forget(long now)
    {
        _forget.BindLong(1, now - _kept);
        _forget.Run();
    }

    public void Dispose()
    {
        _keep.Dispose();
        _forget.Dispose();
    }
}
