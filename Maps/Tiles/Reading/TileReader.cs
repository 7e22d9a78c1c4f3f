using CodeFirstSatellite.Maps.Reading;
using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>A connection with its statements, for one zoom level. Never used by two at once.</summary>
internal sealed class TileReader : IDisposable
{
    private const string At = "FROM tiles WHERE zoom_level = ?1 AND";

    private readonly SqliteConnection _connection;
    private readonly int _zoom;
    private readonly TileStatement _begin;
    private readonly TileStatement _commit;
    private readonly TileStatement _rollback;
    private readonly TileStatement _tile;
    private readonly TileStatement _row;
    private readonly TileStatement _rowBelow;
    private readonly TileStatement _columnFrom;
    private readonly TileStatement _rowOfColumn;

    // Made when they are needed: most files have no versions, and an index to find tiles by.
    private TileStatement? _changes;
    private TileStatement? _tileAt;

    /// <exception cref="SqliteException">The file is no tile set.</exception>
    public TileReader(string path, int zoom)
    {
        _zoom = zoom;
        _connection = TileDatabase.Open(path);
        _begin = new TileStatement(_connection, "BEGIN");
        _commit = new TileStatement(_connection, "COMMIT");
        _rollback = new TileStatement(_connection, "ROLLBACK");
        _tile = new TileStatement(_connection, TileQueries.Tile);
        _row = new TileStatement(_connection, TileQueries.Row);

        // Not min() and max(), which on a view that joins go through all of it; with an index these go to the first.
        _rowBelow = new TileStatement(_connection, $"SELECT tile_row {At} tile_row BETWEEN ?2 AND ?3 ORDER BY tile_row DESC LIMIT 1");
        _columnFrom = new TileStatement(_connection, $"SELECT tile_column {At} tile_column BETWEEN ?2 AND ?3 ORDER BY tile_column LIMIT 1");
        _rowOfColumn = new TileStatement(
            _connection,
            $"SELECT tile_row {At} tile_column = ?2 AND tile_row BETWEEN ?3 AND ?4 ORDER BY tile_row DESC LIMIT 1");
    }

    public void Dispose()
    {
        TileStatement[] statements = [_begin, _commit, _rollback, _tile, _row, _rowBelow, _columnFrom, _rowOfColumn];
        Array.ForEach(statements, statement => statement.Dispose());
        _changes?.Dispose();
        _tileAt?.Dispose();
        _connection.Dispose();
    }

    /// <summary>
    /// Reads several things from one state of the file, taking its lock once: locking is most of what a single tile costs.
    /// To be short, since writers wait for it or, with a write-ahead log, cannot shorten that.
    /// </summary>
    public TResult InOneTransaction<TArgument, TResult>(TArgument argument, Func<TileReader, TArgument, TResult> read)
    {
        _begin.Run();
        try
        {
            TResult result = read(this, argument);
            _commit.Run();
            return result;
        }
        catch (MapReadException)
        {
            // Some errors end the transaction by themselves, and then this is one more that says nothing new.
            _rollback.TryRun();
            throw;
        }
    }

    /// <summary>The image of a cell, in a new array; null when it has none.</summary>
    public byte[]? Find(int x, int y)
    {
        _tile.Bind(_zoom, x, y);
        return Image(_tile);
    }

    /// <summary>The image of a cell that is in a row of the table, in a new array; null when it is there no more.</summary>
    public byte[]? FindAt(long rowid, Cell cell)
    {
        BindAt(rowid, cell);
        return Image(_tileAt!);
    }

    /// <summary>Adds the image of a cell to a batch; false when it has none.</summary>
    public bool Find(int x, int y, ImageBatch batch)
    {
        _tile.Bind(_zoom, x, y);
        return AddImage(_tile, new Cell(x, y), batch);
    }

    /// <summary>Adds the image of a cell that is in a row of the table to a batch; false when it is there no more.</summary>
    public bool FindAt(long rowid, Cell cell, ImageBatch batch)
    {
        BindAt(rowid, cell);
        return AddImage(_tileAt!, cell, batch);
    }

    /// <summary>Adds images of a row to a batch, from west to east, until it is full; the last column looked at.</summary>
    public int FindRow(int y, int west, int east, ImageBatch batch)
    {
        _row.Bind(_zoom, y, west, east);
        try
        {
            int last = west - 1;
            while (_row.Step())
            {
                int x = _row.Number(0);
                if (x > last && _row.Blob(1) is { IsEmpty: false } image)
                {
                    batch.Add(new Cell(x, y), image);
                }

                last = Math.Max(last, x);
                if (batch.IsFull)
                {
                    return last;
                }
            }

            return east;
        }
        finally
        {
            _row.Reset();
        }
    }

    /// <summary>
    /// Adds cells that changed to a batch, oldest change first, until it is full, and the version of each to a list; false when there are
    /// no more.
    /// </summary>
    /// <param name="area">Where to look.</param>
    /// <param name="after">The change after which to begin.</param>
    /// <param name="until">The last version that counts.</param>
    /// <param name="batch">Gets the images.</param>
    /// <param name="versions">Gets their versions.</param>
    public bool FindChanges(GridArea area, (long Version, int X, int Y) after, long until, ImageBatch batch, List<long> versions)
    {
        _changes ??= new TileStatement(_connection, TileQueries.Changes);
        _changes.Bind(_zoom, after.X, after.Y, area.West, area.East, area.South, area.North);
        _changes.BindLong(8, after.Version);
        _changes.BindLong(9, until);
        try
        {
            while (!batch.IsFull)
            {
                if (!_changes.Step())
                {
                    return false;
                }

                batch.Add(new Cell(_changes.Number(1), _changes.Number(2)), _changes.Blob(3));
                versions.Add(_changes.LongNumber(0));
            }

            return true;
        }
        finally
        {
            _changes.Reset();
        }
    }

    /// <summary>The northernmost row that has a tile.</summary>
    public int? HighestRow(int south, int north) => First(_rowBelow, south, north);

    /// <summary>The westernmost column that has a tile.</summary>
    public int? LowestColumn(int west, int east) => First(_columnFrom, west, east);

    /// <summary>The northernmost row that has a tile in a column.</summary>
    public int? HighestRowOfColumn(int x, int south, int north)
    {
        _rowOfColumn.Bind(_zoom, x, south, north);
        return FirstNumber(_rowOfColumn);
    }

    private void BindAt(long rowid, Cell cell)
    {
        _tileAt ??= new TileStatement(_connection, TileQueries.TileAt);
        _tileAt.Bind(_zoom, cell.X, cell.Y);
        _tileAt.BindLong(4, rowid);
    }

    private static byte[]? Image(TileStatement statement)
    {
        try
        {
            return statement.Step() && statement.Blob(0) is { IsEmpty: false } image ? image.ToArray() : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static bool AddImage(TileStatement statement, Cell cell, ImageBatch batch)
    {
        try
        {
            if (!statement.Step() || statement.Blob(0) is not { IsEmpty: false } image)
            {
                return false;
            }

            batch.Add(cell, image);
            return true;
        }
        finally
        {
            statement.Reset();
        }
    }

    private int? First(TileStatement statement, int from, int to)
    {
        statement.Bind(_zoom, from, to);
        return FirstNumber(statement);
    }

    private static int? FirstNumber(TileStatement statement)
    {
        try
        {
            return statement.Step() ? statement.Number(0) : null;
        }
        finally
        {
            statement.Reset();
        }
    }
}
