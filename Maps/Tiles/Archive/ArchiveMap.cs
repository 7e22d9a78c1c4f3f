using System.Runtime.CompilerServices;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>A zoom level of a tile set that images are stored in.</summary>
internal abstract class ArchiveMap(string name, CurrentTiles tiles, long version) : TileMap(name, tiles, version), IWritableMap, IPastMaps
{
    public abstract long? HistorySince { get; }

    long IPastMaps.Since => HistorySince!.Value;

    public IPastMaps? Past => HistorySince is null ? null : this;

    public abstract ValueTask<StoreResult> StoreAsync(
        IReadOnlyList<CellImage> images, long? taken, CancellationToken cancellationToken);

    public abstract IWritableMap? AtAny(int zoom);

    public IMapSource AsOf(long time) => new PastMap(this, Current, time);

    public async ValueTask<IReadOnlyList<PastImage>> ListVersionsAsync(Cell cell, CancellationToken cancellationToken)
    {
        TileVersion version = Current.Use();
        try
        {
            return await ((TilesOnDisk)version).ListVersionsAsync(cell, cancellationToken);
        }
        finally
        {
            version.Release();
        }
    }

    public override ValueTask<IAsyncEnumerable<MapChange>?> ReadChangesAsync(GridArea area, long since, CancellationToken cancellationToken)
    {
        long? knownSince = Current.Description.Since;
        long last = Changes.Version;
        return new(since >= knownSince && since <= last ? ReadAsync(cancellationToken) : null);

        async IAsyncEnumerable<MapChange> ReadAsync([EnumeratorCancellation] CancellationToken readerEnds)
        {
            TileVersion version = Current.Use();
            try
            {
                // A file that replaces another knows its changes from a later version.
                if (version.Description.Since != knownSince)
                {
                    throw new MapReplacedException();
                }

                await foreach (MapChange change in ((TilesOnDisk)version).ReadChanges(area, since, last, readerEnds))
                {
                    yield return change;
                }
            }
            finally
            {
                version.Release();
            }
        }
    }
}
