using System.Globalization;
using CodeFirstSatellite.Maps.Tiles.Reading;
using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>
/// The older images of a file, in a table of ours: the cell's images in the order of their times, each until the next one's. Belongs to the
/// connection that writes.
/// </summary>
internal sealed class ArchiveHistory : IDisposable
{
    // What is too old goes by and by, so that no transaction is long.
    private const int MostForgotten = 1000;

    // A version is kept for images whose time is another: when they were taken.
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS tile_history (
            zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, since INTEGER NOT NULL, until INTEGER NOT NULL, version INTEGER,
            tile_data BLOB);
        CREATE UNIQUE INDEX IF NOT EXISTS tile_history_cells ON tile_history (zoom_level, tile_row, tile_column, until);
        CREATE INDEX IF NOT EXISTS tile_history_ends ON tile_history (until);
        CREATE TABLE IF NOT EXISTS tile_history_kept (since INTEGER NOT NULL);
        """;

    private const string Into =
        "INSERT OR REPLACE INTO tile_history (zoom_level, tile_column, tile_row, since, until, version, tile_data)";

    private readonly long _kept;
    private readonly TileStatement _keep;
    private readonly TileStatement _next;
    private readonly TileStatement _shorten;
    private readonly TileStatement _add;
    private readonly TileStatement _forget;
    private readonly TileStatement _moveBack;

    // Readers ask for it while a transaction is written.
    private long _since;

    private ArchiveHistory(SqliteConnection connection, TimeSpan kept, long since)
    {
        _kept = kept.Ticks / TimeSpan.TicksPerMicrosecond;
        _since = since;
        _keep = new TileStatement(connection, $"""
            {Into} SELECT t.zoom_level, t.tile_column, t.tile_row, {TileQueries.Time}, ?4, iif(v.taken IS NULL, NULL, v.version),
            t.tile_data
            {TileQueries.TilesWithVersions}
            WHERE t.zoom_level = ?1 AND t.tile_column = ?2 AND t.tile_row = ?3 AND length(t.tile_data) > 0 AND {TileQueries.Time} < ?4
            """);
        _next = new TileStatement(connection, """
            SELECT since, until, tile_data FROM tile_history
            WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3 AND until > ?4 ORDER BY until LIMIT 1
            """);
        _shorten = new TileStatement(connection, """
            UPDATE OR REPLACE tile_history SET until = ?5
            WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3 AND until = ?4 AND since < ?5
            """);
        _add = new TileStatement(connection, $"{Into} VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        _forget = new TileStatement(connection, string.Create(
            CultureInfo.InvariantCulture,
            $"DELETE FROM tile_history WHERE rowid IN (SELECT rowid FROM tile_history WHERE until < ?1 LIMIT {MostForgotten})"));
        _moveBack = new TileStatement(connection, "UPDATE tile_history_kept SET since = ?1");
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
        ArchiveSchema.AddColumn(connection, "tile_history", "version");
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

    /// <summary>The earliest time that can be shown at a time.</summary>
    public long SinceAt(long now) => Math.Max(Volatile.Read(ref _since), now - _kept);

    /// <summary>Keeps the image of a cell, if it has one, before another replaces it.</summary>
    /// <param name="zoom">The zoom level.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="time">The time of the other. One of the same time takes its place.</param>
    /// <param name="now">The version that is stored.</param>
    /// <exception cref="MapReadException">The file cannot be written.</exception>
    public void Keep(int zoom, Cell cell, long time, long now)
    {
        if (!IsTooOld(time, now))
        {
            _keep.Bind(zoom, cell.X, cell.Y);
            _keep.BindLong(4, time);
            _keep.Run();
        }
    }

    /// <summary>Keeps an image that was taken before the cell's current one, in its place among the older ones.</summary>
    /// <param name="zoom">The zoom level.</param>
    /// <param name="image">The image.</param>
    /// <param name="taken">When it was taken.</param>
    /// <param name="current">The time of the current image.</param>
    /// <param name="now">The version that is stored.</param>
    /// <returns>Whether it is kept. It is not if the cell had it at that time already, or if it was replaced too long ago.</returns>
    /// <exception cref="MapReadException">The file cannot be written.</exception>
    public bool Insert(int zoom, CellImage image, long taken, long current, long now)
    {
        long until = current;
        _next.Bind(zoom, image.Cell.X, image.Cell.Y);
        _next.BindLong(4, taken);
        try
        {
            if (_next.Step())
            {
                bool isThen = _next.LongNumber(0) <= taken;
                until = _next.LongNumber(isThen ? 1 : 0);
                if (isThen && _next.Blob(2).SequenceEqual(image.Bytes.Span))
                {
                    return false;
                }
            }
        }
        finally
        {
            _next.Reset();
        }

        if (IsTooOld(until, now))
        {
            return false;
        }

        _shorten.Bind(zoom, image.Cell.X, image.Cell.Y);
        _shorten.BindLong(4, until);
        _shorten.BindLong(5, taken);
        _shorten.Run();
        _add.Bind(zoom, image.Cell.X, image.Cell.Y);
        _add.BindLong(4, taken);
        _add.BindLong(5, until);
        _add.BindLong(6, now);
        _add.BindBlob(7, image.Bytes.Span);
        _add.Run();
        return true;
    }

    /// <summary>
    /// The end of a transaction: forgets some of the images that were replaced too long ago, and writes from which time on the map can be
    /// shown.
    /// </summary>
    /// <param name="earliest">The earliest time of the images that were stored.</param>
    /// <param name="now">Their version.</param>
    /// <returns>That time, for <see cref="Committed"/>.</returns>
    /// <exception cref="MapReadException">The file cannot be written.</exception>
    public long Complete(long earliest, long now)
    {
        _forget.BindLong(1, now - _kept);
        _forget.Run();
        long since = Math.Min(_since, Math.Max(earliest, now - _kept));
        if (since < _since)
        {
            _moveBack.BindLong(1, since);
            _moveBack.Run();
        }

        return since;
    }

    /// <summary>Tells readers from which time on the map can be shown.</summary>
    public void Committed(long since) => Volatile.Write(ref _since, since);

    public void Dispose()
    {
        TileStatement[] statements = [_keep, _next, _shorten, _add, _forget, _moveBack];
        Array.ForEach(statements, statement => statement.Dispose());
    }

    private bool IsTooOld(long until, long now) => until < now - _kept;
}
