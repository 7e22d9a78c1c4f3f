using CodeFirstSatellite.Maps.Tiles.Reading;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>
/// One file that images are stored in: the connection that writes, and the tiles as readers get them. One thread at a time writes.
/// </summary>
/// <remarks>
/// The file is never opened beside SQLite meanwhile, not even to read its header: closing it would give up all of this process's locks on
/// it (POSIX), and another program could then delete the write-ahead log from under us.
/// </remarks>
internal sealed class ArchiveFile : IDisposable
{
    // A log is started over when readers let it; one that got longer than this is made to.
    private const int LongLog = 64 * 1024 * 1024;

    private readonly string _name;
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly TileStatement _begin;
    private readonly TileStatement _commit;
    private readonly TileStatement _rollback;
    private readonly TileStatement _tile;
    private readonly TileStatement _storeTile;
    private readonly TileStatement _storeVersion;
    private readonly TileStatement _lastVersion;

    private ArchiveFile(string name, string path, SqliteConnection connection, TilesOnDisk tiles)
    {
        _name = name;
        _path = path;
        _connection = connection;
        Tiles = tiles;
        _begin = new TileStatement(connection, "BEGIN IMMEDIATE");
        _commit = new TileStatement(connection, "COMMIT");
        _rollback = new TileStatement(connection, "ROLLBACK");
        _tile = new TileStatement(connection, TileQueries.Tile);
        _storeTile = new TileStatement(connection, ArchiveSchema.StoreTile);
        _storeVersion = new TileStatement(connection, ArchiveSchema.StoreVersion);
        _lastVersion = new TileStatement(connection, ArchiveSchema.LastVersion);
    }

    /// <summary>What readers get. Whoever uses them lets go of them.</summary>
    public TilesOnDisk Tiles { get; }

    /// <summary>Whether its name is another file's now, or nobody's.</summary>
    public bool HasMoved => SqliteFile.HasMoved(_connection) || PathOf(_name) != _path;

    /// <summary>Whether <see cref="Detach"/> was called: what is stored from then on would be lost with the process.</summary>
    public bool IsDetached { get; private set; }

    private int Zoom => Tiles.Description.Zoom;

    /// <param name="name">The file, or a link to it.</param>
    /// <param name="zoom">The zoom level; null for the highest.</param>
    /// <param name="now">The version from which on the file knows what changes, if it begins to now.</param>
    /// <param name="isNew">Whether it takes the place of another, whose changes it knows nothing of.</param>
    /// <exception cref="NotWritableException">Nothing can be stored in it.</exception>
    /// <exception cref="SqliteException">SQLite cannot open it, or not now.</exception>
    /// <exception cref="MapFormatException">It is no tile set, or not a whole one.</exception>
    public static ArchiveFile Open(string name, int? zoom, long now, bool isNew)
    {
        while (true)
        {
            string path = PathOf(name);
            TileSetFile.Check(path);
            SqliteConnection connection = TileDatabase.OpenToWrite(path);
            TilesOnDisk? tiles = null;
            try
            {
                TileSetOpening.RefuseWithoutTiles(connection);
                ArchiveSchema.Prepare(connection, now);
                if (isNew)
                {
                    ArchiveSchema.WriteSince(connection, now);
                }

                TileSetDescription description = TileSetOpening.Describe(
                    connection,
                    zoom,
                    identity: path,
                    mayBeEmpty: true) with { Since = ArchiveSchema.ReadSince(connection) };
                tiles = TilesOnDisk.Open(path, description, TileQueries.FindsRows(connection));

                // Of another file that took its place meanwhile, some connections may be of the one and some of the other.
                if (!SqliteFile.HasMoved(connection))
                {
                    return new ArchiveFile(name, path, connection, tiles);
                }
            }
            catch
            {
                tiles?.Release();
                connection.Dispose();
                throw;
            }

            tiles.Release();
            connection.Dispose();
        }
    }

    /// <summary>The version of the last change that the file knows of.</summary>
    public long LastVersion()
    {
        _lastVersion.Bind(Zoom);
        try
        {
            return Math.Max(_lastVersion.Step() ? _lastVersion.LongNumber(0) : 0, Tiles.Description.Since!.Value);
        }
        finally
        {
            _lastVersion.Reset();
        }
    }

    /// <summary>Stores images in one transaction, which is on the disk when this returns.</summary>
    /// <param name="images">The images, in order.</param>
    /// <param name="now">The version that they get, or the next one that is free.</param>
    /// <param name="changed">Gets those that are not what their cells have already.</param>
    /// <returns>The version with them.</returns>
    /// <exception cref="MapWriteException">They could not be stored, none of them.</exception>
    public long Store(IEnumerable<CellImage> images, long now, List<CellImage> changed)
    {
        try
        {
            _begin.Run();
            long last = LastVersion();
            long version = Math.Max(now, last + 1);
            foreach (CellImage image in images)
            {
                if (!IsThere(image))
                {
                    Store(image, version);
                    changed.Add(image);
                }
            }

            _commit.Run();
            return changed.Count == 0 ? last : version;
        }
        catch (MapReadException e)
        {
            string reason = Reason();

            // Some errors end the transaction by themselves, and then this is one more that says nothing new.
            _rollback.TryRun();
            throw new MapWriteException(reason, e);
        }
    }

    /// <summary>Has the log started over when it got long, which readers may have kept it from.</summary>
    public void KeepLogShort()
    {
        if (new FileInfo(_path + "-wal") is { Exists: true, Length: > LongLog })
        {
            TakeLogOver();
        }
    }

    /// <summary>
    /// Takes leave of the name, which another file has: what was stored is written to this file, wherever it is now, and the log that lies
    /// beside the name goes, so that SQLite does not take it for the other file's. False: a reader is in the way.
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
    /// Closes the connection that writes. A file that still has its name is one file again, as MBTiles means it, unless somebody else
    /// reads it.
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
                // It is in use, and stays a file with a log, which is empty.
            }
        }

        TileStatement[] statements = [_begin, _commit, _rollback, _tile, _storeTile, _storeVersion, _lastVersion];
        Array.ForEach(statements, statement => statement.Dispose());
        _connection.Dispose();
    }

    // The log lies beside the file itself, not beside a link to it.
    private static string PathOf(string name)
    {
        try
        {
            return File.ResolveLinkTarget(name, returnFinalTarget: true)?.FullName ?? name;
        }
        catch (FileNotFoundException)
        {
            return name;
        }
    }

    private bool IsThere(CellImage image)
    {
        _tile.Bind(Zoom, image.Cell.X, image.Cell.Y);
        try
        {
            return _tile.Step() && _tile.Blob(0).SequenceEqual(image.Bytes.Span);
        }
        finally
        {
            _tile.Reset();
        }
    }

    private void Store(CellImage image, long version)
    {
        _storeTile.Bind(Zoom, image.Cell.X, image.Cell.Y);
        _storeTile.BindBlob(4, image.Bytes.Span);
        _storeTile.Run();
        _storeVersion.Bind(Zoom, image.Cell.X, image.Cell.Y);
        _storeVersion.BindLong(4, version);
        _storeVersion.Run();
    }

    private bool TakeLogOver() =>
        raw.sqlite3_wal_checkpoint_v2(_connection.Handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _) == raw.SQLITE_OK;

    // Told to clients, so without the file's path.
    private string Reason() => raw.sqlite3_errcode(_connection.Handle) switch
    {
        raw.SQLITE_BUSY => $"another program has been writing to the map's file for longer than {TileDatabase.Patience.TotalSeconds} s; "
            + $"end it, or send the images again when it is done",
        raw.SQLITE_FULL => "the disk that the map's file is on is full; send the images again when there is room",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "the map's file is damaged; put a good one in its place",
        _ => $"SQLite says '{raw.sqlite3_errmsg(_connection.Handle).utf8_to_string()}'; the server's log has more",
    };
}
