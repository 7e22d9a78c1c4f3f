using CodeFirstSatellite.Maps.Reading;
using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>A connection with its statements. Not thread-safe.</summary>
internal sealed class TileReader : IDisposable
{
    private const string OfLevel = "FROM tiles WHERE zoom_level = ?1 AND";

    private readonly SqliteConnection _connection;
    private readonly TileStatement _begin;
    private readonly TileStatement _commit;
    private readonly TileStatement _rollback;
    private readonly TileStatement _tile;
    private readonly TileStatement _row;
    private readonly TileStatement _rowBelow;
    private readonly TileStatement _columnFrom;
    private readonly TileStatement _rowOfColumn;

    // Prepared when first used: most files have an index to find tiles by, and no versions.
    private TileStatement? _changes;
    private TileStatement? _tileAt;
    private TileStatement? _tileThen;
    private TileStatement? _rowThen;

    /// <param name="path">The file.</param>
    /// <param name="isText">Whether zoom levels, columns and rows are kept as text.</param>
    /// <exception cref="SqliteException">The file is not a tile set.</exception>
    public TileReader(string path, bool isText)
    {
        _connection = TileDatabase.Open(path);
        if (isText)
        {
            TileNumbers.ReadAsNumbers(_connection);
        }

        _begin = new TileStatement(_connection, "BEGIN");
        _commit = new TileStatement(_connection, "COMMIT");
        _rollback = new TileStatement(_connection, "ROLLBACK");
        _tile = new TileStatement(_connection, TileQueries.Tile);
        _row = new TileStatement(_connection, TileQueries.Row);

        // Not min() and max(): on a view with joins they scan all of it. These queries stop at the first row of an index.
        _rowBelow = new TileStatement(_connection, $"SELECT tile_row {OfLevel} tile_row BETWEEN ?2 AND ?3 ORDER BY tile_row DESC LIMIT 1");
        _columnFrom = new TileStatement(
            _connection, $"SELECT tile_column {OfLevel} tile_column BETWEEN ?2 AND ?3 ORDER BY tile_column LIMIT 1");
        _rowOfColumn = new TileStatement(
            _connection,
            $"SELECT tile_row {OfLevel} tile_column = ?2 AND tile_row BETWEEN ?3 AND ?4 ORDER BY tile_row DESC LIMIT 1");
    }

    /// <summary>The zoom level that is read.</summary>
    public int Zoom { get; set; }

    /// <summary>The time whose images are read; null for the current ones. Only files that keep older images have others.</summary>
    public long? At { get; set; }

    /// <summary>What it reads with.</summary>
    public SqliteConnection Connection => _connection;

    public void Dispose()
    {
        TileStatement[] statements = [_begin, _commit, _rollback, _tile, _row, _rowBelow, _columnFrom, _rowOfColumn];
        Array.ForEach(statements, statement => statement.Dispose());
        _changes?.Dispose();
        _tileAt?.Dispose();
        _tileThen?.Dispose();
        _rowThen?.Dispose();
        _connection.Dispose();
    }

    /// <summary>
    /// Reads several things from one state of the file and locks it once: locking is most of what a single tile costs.
    /// Keep this short: it blocks writers, or checkpoints in WAL mode.
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
            // Some errors end the transaction themselves; then this fails too, and says nothing new.
            _rollback.TryRun();
            throw;
        }
    }

    /// <summary>The image of a cell, in a new array; null if it has none.</summary>
    public byte[]? Find(int x, int y) => Image(TileOf(x, y));

    /// <summary>The image with a rowid, in a new array; null if it is no longer the cell's.</summary>
    public byte[]? FindAt(long rowid, Cell cell)
    {
        BindAt(rowid, cell);
        return Image(_tileAt!);
    }

    /// <summary>Adds the image of a cell to a batch; false if it has none.</summary>
    public bool Find(int x, int y, ImageBatch batch) => AddImage(TileOf(x, y), new Cell(x, y), batch);

    /// <summary>Adds the image with a rowid to a batch; false if it is no longer the cell's.</summary>
    public bool FindAt(long rowid, Cell cell, ImageBatch batch)
    {
        BindAt(rowid, cell);
        return AddImage(_tileAt!, cell, batch);
    }

    /// <summary>Adds images of a row to a batch, from west to east, until the batch is full.</summary>
    /// <returns>The last column that was read.</returns>
    public int FindRow(int y, int west, int east, ImageBatch batch)
    {
        TileStatement row = RowOf(y, west, east);
        try
        {
            int last = west - 1;
            while (row.Step())
            {
                int x = row.Number(0);
                if (x > last && row.Blob(1) is { IsEmpty: false } image)
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
            row.Reset();
        }
    }

    /// <summary>Adds changed images to a batch, oldest change first, until the batch is full; false if there are no more.</summary>
    /// <param name="area">The area to read.</param>
    /// <param name="after">The change to begin after.</param>
    /// <param name="until">The last version to read.</param>
    /// <param name="batch">Receives the images.</param>
    /// <param name="versions">Receives the version of each.</param>
    public bool FindChanges(GridArea area, (long Version, int X, int Y) after, long until, ImageBatch batch, List<long> versions)
    {
        _changes ??= new TileStatement(_connection, TileQueries.Changes);
        _changes.Bind(Zoom, after.X, after.Y, area.West, area.East, area.South, area.North);
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

    /// <summary>The images of a cell, by their times, the current first.</summary>
    public List<PastImage> FindVersions(int x, int y)
    {
        using var versions = new TileStatement(_connection, TileQueries.Versions);
        versions.Bind(Zoom, x, y);
        var found = new List<PastImage>();
        while (versions.Step())
        {
            found.Add(new PastImage(versions.LongNumber(0), versions.LongNumberOrNull(1), versions.Number(2)));
        }

        return found;
    }

    /// <summary>The northernmost row that has a tile.</summary>
    public int? HighestRow(int south, int north) => First(_rowBelow, south, north);

    /// <summary>The westernmost column that has a tile.</summary>
    public int? LowestColumn(int west, int east) => First(_columnFrom, west, east);

    /// <summary>The northernmost row that has a tile in a column.</summary>
    public int? HighestRowOfColumn(int x, int south, int north)
    {
        _rowOfColumn.Bind(Zoom, x, south, north);
        return FirstNumber(_rowOfColumn);
    }

    private TileStatement TileOf(int x, int y)
    {
        if (At is not { } version)
        {
            _tile.Bind(Zoom, x, y);
            return _tile;
        }

        _tileThen ??= new TileStatement(_connection, TileQueries.TileThen);
        _tileThen.Bind(Zoom, x, y);
        _tileThen.BindLong(5, version);
        return _tileThen;
    }

    private TileStatement RowOf(int y, int west, int east)
    {
        if (At is not { } version)
        {
            _row.Bind(Zoom, y, west, east);
            return _row;
        }

        _rowThen ??= new TileStatement(_connection, TileQueries.RowThen);
        _rowThen.Bind(Zoom, y, west, east);
        _rowThen.BindLong(5, version);
        return _rowThen;
    }

    private void BindAt(long rowid, Cell cell)
    {
        _tileAt ??= new TileStatement(_connection, TileQueries.TileAt);
        _tileAt.Bind(Zoom, cell.X, cell.Y);
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
        statement.Bind(Zoom, from, to);
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
