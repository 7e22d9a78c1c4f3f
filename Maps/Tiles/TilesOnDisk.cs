using System.Threading.Channels;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// Tiles that stay in their file, for sets of any size. All connections are opened with the file, so that they are of that
/// very file whatever takes its name later; a connection is lent for one short transaction at a time.
/// </summary>
internal sealed class TilesOnDisk : TileVersion
{
    private readonly Channel<TileReader> _idle;
    private readonly bool _findsRows;

    private TilesOnDisk(TileSetDescription description, TileReader[] readers, bool findsRows)
        : base(description)
    {
        _idle = Channel.CreateUnbounded<TileReader>();
        Array.ForEach(readers, Return);
        _findsRows = findsRows;
    }

    // Twice the processors, since one may wait for a disk; at a few MB of cache each.
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
        TileReader reader = await RentAsync(cancellationToken);
        try
        {
            return reader.Find(cell.X, cell.Y) is { } image ? new CellImage(cell, image) : null;
        }
        finally
        {
            Return(reader);
        }
    }

    public override IAreaReader OpenArea(GridArea area) => new AreaReader(this, AreaWalk.Of(area, _findsRows));

    protected override void Close()
    {
        while (_idle.Reader.TryRead(out TileReader? reader))
        {
            reader.Dispose();
        }
    }

    private ValueTask<TileReader> RentAsync(CancellationToken cancellationToken) => _idle.Reader.ReadAsync(cancellationToken);

    private void Return(TileReader reader) => _idle.Writer.TryWrite(reader);

    private sealed class AreaReader(TilesOnDisk tiles, AreaWalk walk) : IAreaReader
    {
        private readonly TileBatch _batch = new();
        private AreaWalk? _walk = walk;

        public async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
        {
            if (_batch.HasNext)
            {
                return true;
            }

            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_walk is null)
                {
                    return false;
                }

                TileReader reader = await tiles.RentAsync(cancellationToken);
                try
                {
                    _batch.Clear();
                    _walk = reader.InOneTransaction((_walk, _batch), static (reader, area) => area._walk.Continue(reader, area._batch));
                }
                finally
                {
                    tiles.Return(reader);
                }
            }
            while (_batch.IsEmpty);
            return true;
        }

        public bool TryRead(out CellImage image) => _batch.TryTake(out image);

        public ValueTask DisposeAsync()
        {
            _batch.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
