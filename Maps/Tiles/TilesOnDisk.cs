using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// Tiles that stay in their file, for sets of any size. All connections are opened with the file, so that they are of that
/// very file whatever takes its name later; a connection is lent for one short transaction at a time.
/// </summary>
internal sealed class TilesOnDisk : TileVersion
{
    private readonly TileReaderPool _readers;
    private readonly bool _findsRows;

    private TilesOnDisk(TileSetDescription description, TileReader[] readers, bool findsRows)
        : base(description)
    {
        _readers = new TileReaderPool(readers);
        _findsRows = findsRows;
    }

    // Twice the processors, since one may wait for a disk.
    private static int ReaderCount => Math.Clamp(2 * Environment.ProcessorCount, 4, 16);

    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The file cannot be read.</exception>
    public static TilesOnDisk Open(string path, TileSetDescription description, bool findsRows)
    {
        var readers = new List<TileReader>();
        try
        {
            for (int i = 0; i < ReaderCount; i++)
            {
                readers.Add(new TileReader(path, description.Zoom));
            }

            return new TilesOnDisk(description, [.. readers], findsRows);
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
            return reader.Find(cell.X, cell.Y) is { } image ? new CellImage(cell, image) : null;
        }
        finally
        {
            _readers.Return(reader);
        }
    }

    public override IAreaReader OpenArea(GridArea area) => new DiskAreaReader(_readers, AreaWalk.Of(area, _findsRows));

    /// <summary>Reads the latest image of each cell of an area that changed after one version and up to another, oldest change first. Its user waits for the end.</summary>
    public IAsyncEnumerable<MapChange> ReadChanges(GridArea area, long since, long until, CancellationToken cancellationToken) =>
        new ChangeWalk(area, since, until).RunAsync(_readers, cancellationToken);

    public override void Dispose()
    {
        _readers.Dispose();
        base.Dispose();
    }
}
