using CodeFirstSatellite.Maps.Changes;
using CodeFirstSatellite.Maps.Tiles.Archive;
using CodeFirstSatellite.Maps.Tiles.Reading;
using CodeFirstSatellite.Maps.Tiles.Walks;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// Tiles that stay in their file, for sets of any size. Opens all connections up front: the path may later name a different file. Readers
/// borrow a connection per short transaction; other zoom levels of the file borrow the same.
/// </summary>
internal sealed class TilesOnDisk : TileVersion
{
    private readonly TileReaderPool _readers;
    private readonly bool _findsRows;
    private readonly TileRowids? _rowids;

    // The level that the connections belong to; null if it is this.
    private readonly TilesOnDisk? _owner;

    private TilesOnDisk(
        TileSetDescription description, TileReaderPool readers, bool findsRows, TileRowids? rowids, TilesOnDisk? owner = null)
        : base(description)
    {
        _readers = readers;
        _findsRows = findsRows;
        _rowids = rowids;
        _owner = owner;
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
                readers.Add(new TileReader(path, isText));
            }

            return new TilesOnDisk(description, new TileReaderPool(readers), findsRows, rowids);
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

    public override ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken) =>
        GetImageAsync(cell, at: null, cancellationToken);

    /// <summary>The image that a cell had at a time; null for the current one.</summary>
    public async ValueTask<CellImage?> GetImageAsync(Cell cell, long? at, CancellationToken cancellationToken)
    {
        TileReader reader = await _readers.RentAsync(Description.Zoom, at, cancellationToken);
        try
        {
            return Find(reader, cell) is { } image ? new CellImage(cell, image) : null;
        }
        finally
        {
            _readers.Return(reader);
        }
    }

    public override IAreaReader OpenArea(GridArea area) => OpenArea(area, at: null);

    /// <summary>Starts reading an area as it was at a time; null for the current images.</summary>
    public IAreaReader OpenArea(GridArea area, long? at) => new DiskAreaReader(
        _readers, Description.Zoom, at, _rowids is null ? AreaWalk.Of(area, _findsRows) : new RowidWalk(area, _rowids));

    /// <summary>The images of a cell, by their times, the current first.</summary>
    public async ValueTask<List<PastImage>> ListVersionsAsync(Cell cell, CancellationToken cancellationToken)
    {
        TileReader reader = await _readers.RentAsync(Description.Zoom, at: null, cancellationToken);
        try
        {
            return reader.FindVersions(cell.X, cell.Y);
        }
        finally
        {
            _readers.Return(reader);
        }
    }

    public override TileVersion OpenLevel(int zoom, bool mayBeNew)
    {
        if (_owner is not null)
        {
            return _owner.OpenLevel(zoom, mayBeNew);
        }

        TileReader reader = _readers.Rent(zoom);
        try
        {
            TileSetDescription level = TileSetOpening.Describe(
                reader.Connection, zoom, Description.Identity, mayBeEmpty: mayBeNew, mayLackLevel: mayBeNew)
                with
                {
                    Since = Description.Since,
                    Version = Description.Since is { } since
                        ? Math.Max(since, ArchiveSchema.ReadLastVersion(reader.Connection, zoom))
                        : Description.Version,
                };
            TileRowids? rowids = _rowids is null ? null : TileRowids.Read(reader.Connection, level.Grid, zoom);
            return TryUse()
                ? new TilesOnDisk(level, _readers, _findsRows, rowids, this)
                : throw new ObjectDisposedException(nameof(TilesOnDisk));
        }
        finally
        {
            _readers.Return(reader);
        }
    }

    /// <summary>
    /// Reads the latest image of each cell of an area that changed after one version and up to another, oldest change first. The user must
    /// not end its use before the stream ends.
    /// </summary>
    public IAsyncEnumerable<MapChange> ReadChanges(GridArea area, long since, long until, CancellationToken cancellationToken) =>
        new ChangeWalk(Description.Zoom, area, since, until).RunAsync(_readers, cancellationToken);

    public override void Dispose()
    {
        if (_owner is null)
        {
            _readers.Dispose();
        }
        else
        {
            _owner.Release();
        }

        base.Dispose();
    }

    private byte[]? Find(TileReader reader, Cell cell) =>
        _rowids is null ? reader.Find(cell.X, cell.Y)
        : _rowids.Keys.IndexOf(cell.X, cell.Y) is >= 0 and var index ? reader.FindAt(_rowids.RowidAt(index), cell)
        : null;
}
