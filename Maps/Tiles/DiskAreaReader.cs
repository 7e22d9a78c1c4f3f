using CodeFirstSatellite.Maps.Reading;
using CodeFirstSatellite.Maps.Tiles.Reading;
using CodeFirstSatellite.Maps.Tiles.Walks;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>Reads an area from a file.</summary>
internal sealed class DiskAreaReader(TileReaderPool readers, int zoom, long? at, AreaWalk walk) : ReadAheadReader
{
    // The walk to continue; null at the end.
    private AreaWalk? _walk = walk;

    protected override async Task<bool> ReadAsync(ImageBatch batch, CancellationToken cancellationToken)
    {
        TileReader reader = await readers.RentAsync(zoom, at, cancellationToken);
        try
        {
            _walk = reader.InOneTransaction((Walk: _walk!, Batch: batch), static (reader, area) => area.Walk.Continue(reader, area.Batch));
            return _walk is not null;
        }
        finally
        {
            readers.Return(reader);
        }
    }
}
