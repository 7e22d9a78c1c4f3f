using CodeFirstSatellite.Maps.Tiles.Reading;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>
/// A file that images are stored in: the connection that writes, and the tiles that readers get. One thread at a time writes.
/// </summary>
/// <remarks>
/// While it is in use the file is never opened outside SQLite, not even to read its header. Closing it would drop all of this process's
/// locks on it (POSIX), and another program could then delete the write-ahead log under us.
/// </remarks>
internal sealed class ArchiveFile : IDisposable
{
    // SQLite restarts the log when no reader uses it. A log longer than this, in bytes, is truncated.
    private const int LongLog = 64 * 1024 * 1024;

    private readonly string _name;
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly TileStatement _begin;
    private readonly TileStatement _commit;
    private readonly TileStatement _rollback;
    private readonly TileStatement _tile;
    private readonly TileStatement _time;
    private readonly TileStatement _storeTile;
    private readonly TileStatement _storeVersion;
    private readonly TileStatement _lastVersion;

    private ArchiveFile(string name, string path, SqliteConnection connection, TilesOnDisk tiles, ArchiveHistory? history)
    {
        History = history;
        _name = name;
        _path = path;
        _connection = connection;
        Tiles = tiles;
        _begin = new TileStatement(connection, "BEGIN IMMEDIATE");
        _commit = new TileStatement(connection, "COMMIT");
        _rollback = new TileStatement(connection, "ROLLBACK");
        _tile = new TileStatement(connection, TileQueries.Tile);
        _time = new TileStatement(connection, TileQueries.TimeOfTile);
        _storeTile = new TileStatement(connection, ArchiveSchema.StoreTile);
        _storeVersion = new TileStatement(connection, ArchiveSchema.StoreVersion);
        _lastVersion = new TileStatement(connection, ArchiveSchema.LastVersion);
    }

    /// <summary>The tiles that readers get. Their users release them.</summary>
    public TilesOnDisk Tiles { get; }

    /// <summary>The older images; null if none are kept.</summary>
    public ArchiveHistory? History { get; }

    /// <summary>Whether the file's name now belongs to another file, or to none.</summary>
    public bool HasMoved => SqliteFile.HasMoved(_connection) || FileTarget.Of(_name) != _path;

    /// <summary>Whether <see cref="Detach"/> succeeded. What is stored after that would be lost with the process.</summary>
    public bool IsDetached { get; private set; }

    /// <param name="name">The file, or a link to it.</param>
    /// <param name="zoom">The zoom level; null for the highest.</param>
    /// <param name="now">The version from which the file knows its changes, if it knows none yet.</param>
    /// <param name="kept">How long images are kept after they were replaced; null to keep none.</param>
    /// <param name="isNew">Whether the file replaces another, whose changes it does not know.</param>
    /// <exception cref="NotWritableException">The file cannot be written to.</exception>
    /// <exception cref="SqliteException">SQLite cannot open the file, perhaps only for now.</exception>
    /// <exception cref="MapFormatException">The file is not a tile set, or incomplete.</exception>
    public static ArchiveFile Open(string name, int? zoom, long now, TimeSpan? kept, bool isNew)
    {
        while (true)
        {
            string path = FileTarget.Of(name);
            TileSetFile.Check(path);
            SqliteConnection connection = ArchiveSchema.Open(path);
            TilesOnDisk? tiles = null;
            ArchiveHistory? history = null;
            try
            {
                TileSetOpening.RefuseWithoutTiles(connection);
                ArchiveSchema.Prepare(connection, now);
                if (isNew)
                {
                    ArchiveSchema.WriteSince(connection, now);
                }

                history = kept is { } time ? ArchiveHistory.Begin(connection, time, now) : null;
                if (history is null)
                {
                    ArchiveHistory.End(connection);
                }

                TileSetDescription description = TileSetOpening.Describe(
                    connection,
                    zoom,
                    identity: path,
                    mayBeEmpty: true) with { Since = ArchiveSchema.ReadSince(connection) };
                tiles = TilesOnDisk.Open(path, description, TileQueries.FindsRows(connection));

                // If the file was replaced meanwhile, some connections may have the old file and some the new one.
                if (!SqliteFile.HasMoved(connection))
                {
                    return new ArchiveFile(name, path, connection, tiles, history);
                }
            }
            catch
            {
                tiles?.Release();
                history?.Dispose();
                connection.Dispose();
                throw;
            }

            tiles.Release();
            history?.Dispose();
            connection.Dispose();
        }
    }

    /// <summary>The version of the last change of a zoom level that the file knows.</summary>
    public long LastVersion(int zoom)
    {
        _lastVersion.Bind(zoom);
        try
        {
            return Math.Max(_lastVersion.Step() ? _lastVersion.LongNumber(0) : 0, Tiles.Description.Since!.Value);
        }
        finally
        {
            _lastVersion.Reset();
        }
    }

    /// <summary>Stores images in one transaction. It is on the disk when this returns.</summary>
    /// <param name="parts">The images of each zoom level. Each part is told what became of them.</param>
    /// <param name="now">The version for the images; the next free one is used if this is taken.</param>
    /// <returns>The version of what changed.</returns>
    /// <exception cref="MapWriteException">None of them could be stored.</exception>
    public long Store(IReadOnlyList<ArchivePart> parts, long now)
    {
        try
        {
            _begin.Run();
            long version = Math.Max(now, parts.Max(part => LastVersion(part.Zoom)) + 1);
            long earliest = version;
            foreach (ArchivePart part in parts)
            {
                earliest = Math.Min(earliest, Store(part, version));
                if (part.Changed.Count > 0 && !Tiles.Description.Details.Zooms.Contains(part.Zoom))
                {
                    ArchiveSchema.WriteZoom(_connection, part.Zoom);
                }
            }

            long? since = History?.Complete(earliest, version);
            _commit.Run();
            if (since is { } known)
            {
                History!.Committed(known);
            }

            return version;
        }
        catch (Exception e) when (e is MapReadException or SqliteException)
        {
            string reason = Reason();

            // Some errors end the transaction themselves; then this fails too, and says nothing new.
            _rollback.TryRun();
            throw new MapWriteException(reason, e);
        }
    }

    /// <summary>Truncates a long log. Readers may have kept SQLite from restarting it.</summary>
    public void KeepLogShort()
    {
        if (new FileInfo(_path + "-wal") is { Exists: true, Length: > LongLog })
        {
            TakeLogOver();
        }
    }

    /// <summary>
    /// Gives up the name, which another file has now: writes the log into this file, wherever it is, and removes the log beside the name,
    /// so SQLite does not take it for the other file's. False: a reader is in the way.
    /// </summary>
    public bool Detach()
    {
        if (!IsDetached)
        {
            if (!TakeLogOver())
            {
                return false;
            }

            if (new FileInfo(_path + "-wal") is { Exists: true, Length: 0 } log)
            {
                log.Delete();
            }

            File.Delete(_path + "-shm");
            IsDetached = true;
        }

        return true;
    }

    /// <summary>
    /// Closes the connection that writes. If the file still has its name and nobody else reads it, it becomes one file again, as MBTiles
    /// expects.
    /// </summary>
    public void Dispose()
    {
        if (!IsDetached && !HasMoved)
        {
            TakeLogOver();
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 100; PRAGMA journal_mode = DELETE";
            try
            {
                command.ExecuteNonQuery();
            }
            catch (SqliteException)
            {
                // Somebody else uses the file, so it keeps a log, which is empty.
            }
        }

        TileStatement[] statements = [_begin, _commit, _rollback, _tile, _time, _storeTile, _storeVersion, _lastVersion];
        Array.ForEach(statements, statement => statement.Dispose());
        History?.Dispose();
        _connection.Dispose();
    }

    // The log lies beside the file itself, not beside a link to it.
    private bool IsThere(int zoom, CellImage image)
    {
        _tile.Bind(zoom, image.Cell.X, image.Cell.Y);
        try
        {
            return _tile.Step() && _tile.Blob(0).SequenceEqual(image.Bytes.Span);
        }
        finally
        {
            _tile.Reset();
        }
    }

    /// <summary>Stores the images of a part and returns the earliest of their times.</summary>
    private long Store(ArchivePart part, long version)
    {
        long earliest = version;
        for (int i = 0; i < part.Requests.Count; i++)
        {
            // A client's clock may be ahead. No image has a time after its version: a watch that goes on from a time relies on it.
            long? taken = part.Requests[i].Taken is { } told && told < version ? told : null;
            foreach (CellImage image in part.Requests[i].Images)
            {
                if (taken is { } time && TimeOf(part.Zoom, image.Cell) is { } current && time < current)
                {
                    part.Older[i]++;
                    if (History?.Insert(part.Zoom, image, time, current, version) == true)
                    {
                        earliest = Math.Min(earliest, time);
                    }
                }
                else if (!IsThere(part.Zoom, image))
                {
                    History?.Keep(part.Zoom, image.Cell, taken ?? version, version);
                    Store(part.Zoom, image, version, taken);
                    part.Changed.Add(image);
                    earliest = Math.Min(earliest, taken ?? version);
                }
            }
        }

        return earliest;
    }

    private long? TimeOf(int zoom, Cell cell)
    {
        _time.Bind(zoom, cell.X, cell.Y);
        try
        {
            return _time.Step() ? _time.LongNumber(0) : null;
        }
        finally
        {
            _time.Reset();
        }
    }

    private void Store(int zoom, CellImage image, long version, long? taken)
    {
        _storeTile.Bind(zoom, image.Cell.X, image.Cell.Y);
        _storeTile.BindBlob(4, image.Bytes.Span);
        _storeTile.Run();
        _storeVersion.Bind(zoom, image.Cell.X, image.Cell.Y);
        _storeVersion.BindLong(4, version);
        _storeVersion.BindLong(5, taken);
        _storeVersion.Run();
    }

    private bool TakeLogOver() =>
        raw.sqlite3_wal_checkpoint_v2(_connection.Handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _) == raw.SQLITE_OK;

    // Clients read this, so it does not name the file's path.
    private string Reason() => raw.sqlite3_errcode(_connection.Handle) switch
    {
        raw.SQLITE_BUSY => $"another program has been writing to the map's file for longer than {TileDatabase.Patience.TotalSeconds} s; "
            + $"end it, or send the images again when it is done",
        raw.SQLITE_FULL => "the disk that the map's file is on is full; send the images again when there is room",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "the map's file is damaged; put a good one in its place",
        _ => $"SQLite says '{raw.sqlite3_errmsg(_connection.Handle).utf8_to_string()}'; the server's log has more",
    };
}
