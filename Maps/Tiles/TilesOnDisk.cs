using CodeFirstSatellite.Maps.Changes;
using CodeFirstSatellite.Maps.Tiles.Reading;
using CodeFirstSatellite.Maps.Tiles.Walks;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// Tiles that stay in their file, for sets of any size. Opens all connections up front: the path may later name a different file. Readers
/// borrow a connection per short transaction.
/// </summary>
internal sealed class TilesOnDisk : TileVersion
{
    private readonly TileReaderPool _readers;
    private readonly bool _findsRows;
    private readonly TileRowids? _rowids;

    private TilesOnDisk(TileSetDescription description, TileReader[] readers, bool findsRows, TileRowids? rowids)
        : base(description)
    {
        _readers = new TileReaderPool(readers);
        _findsRows = findsRows;
        _rowids = rowids;
    }

    // Twice the processors, since a reader may wait for the disk.
    private static int ReaderCount => Math.Clamp(2 * Environment.ProcessorCount, 4, 16);

    /// <param name="path">The file.</param>
    /// <param name="description">What it is.</param>
    /// <param name="findsRows">Whether an index keeps rows together.</param>
    /// <param name="isText">Whether zoom levels, columns and rows are kept as text.</param>
    /// <param name="rowids">The tiles' rowids, if there is no index.</param>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The file cannot be read.</exception>
    public static TilesOnDisk Open(
        string path, TileSetDescription description, bool findsRows, bool isText = false, TileRowids? rowids = null)
    {
        var readers = new List<TileReader>();
        try
        {
            for (int i = 0; i < ReaderCount; i++)
            {
                readers.Add(new TileReader(path, description.Zoom, isText));
            }

            return new TilesOnDisk(description, [.. readers], findsRows, rowids);
        }
        catch
        {
            readers.ForEach(reader => reader.Dispose());
            throw;
        }
    }

    public override bool TryGetImage(Cell cell, out CellImage? image)
    {
        image = null;
        return false;
    }

    public override async ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken)
    {
        TileReader reader = await _readers.RentAsync(cancellationToken);
        try
        {
            return Find(reader, cell) is { } image ? new CellImage(cell, image) : null;
        }
        finally
        {
            _readers.Return(reader);
        }
    }

    public override IAreaReader OpenArea(GridArea area) =>
        new DiskAreaReader(_readers, _rowids is null ? AreaWalk.Of(area, _findsRows) : new RowidWalk(area, _rowids));

    /// <summary>
    /// Reads the latest image of each cell of an area that changed after one version and up to another, oldest change first. The user must
    /// not end its use before the stream ends.
    /// </summary>
    public IAsyncEnumerable<MapChange> ReadChanges(GridArea area, long since, long until, CancellationToken cancellationToken) =>
        new ChangeWalk(area, since, until).RunAsync(_readers, cancellationToken);

    public override void Dispose()
    {
        _readers.Dispose();
        base.Dispose();
    }

    private byte[]? Find(TileReader reader, Cell cell) =>
        _rowids is null ? reader.Find(cell.X, cell.Y)
        : _rowids.Keys.IndexOf(cell.X, cell.Y) is >= 0 and var index ? reader.FindAt(_rowids.RowidAt(index), cell)
        : null;
}
