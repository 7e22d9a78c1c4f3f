using System.Runtime.CompilerServices;
using CodeFirstSatellite.Maps.Changes;
using CodeFirstSatellite.Maps.Reading;
using CodeFirstSatellite.Maps.Tiles.Reading;

namespace CodeFirstSatellite.Maps.Tiles.Walks;

/// <summary>
/// Reads the changes of an area, oldest first. It keeps its position between transactions. A cell that changes again meanwhile is beyond
/// the last version and left out.
/// </summary>
internal sealed class ChangeWalk(int zoom, GridArea area, long since, long until)
{
    private readonly List<long> _versions = [];

    // Behind the last cell of that version.
    private (long Version, int X, int Y) _after = (since, int.MaxValue, int.MaxValue);

    public async IAsyncEnumerable<MapChange> RunAsync(TileReaderPool readers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var batch = new ImageBatch();
        bool hasMore = true;
        while (hasMore)
        {
            cancellationToken.ThrowIfCancellationRequested();
            batch.Clear();
            _versions.Clear();
            TileReader reader = await readers.RentAsync(zoom, at: null, cancellationToken);
            try
            {
                hasMore = reader.FindChanges(area, _after, until, batch, _versions);
            }
            finally
            {
                readers.Return(reader);
            }

            for (int i = 0; batch.TryTake(out CellImage image); i++)
            {
                _after = (_versions[i], image.Cell.X, image.Cell.Y);
                yield return new MapChange(_versions[i], image);
            }
        }
    }
}
