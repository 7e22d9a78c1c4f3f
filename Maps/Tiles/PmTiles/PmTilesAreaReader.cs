using CodeFirstSatellite.Maps.Reading;

namespace CodeFirstSatellite.Maps.Tiles.PmTiles;

/// <summary>Reads an area of a PMTiles archive.</summary>
internal sealed class PmTilesAreaReader(PmTilesFile file, AreaSearch search) : ReadAheadReader
{
    private readonly List<FoundTile> _tiles = [];
    private int _next;

    protected override async Task<bool> ReadAsync(ImageBatch batch, CancellationToken cancellationToken)
    {
        await file.TakeTurnAsync(cancellationToken);
        try
        {
            while (!batch.IsFull)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_next == _tiles.Count)
                {
                    _next = 0;
                    search.Continue(_tiles, cancellationToken);
                    if (_tiles.Count == 0)
                    {
                        return false;
                    }
                }

                FoundTile found = _tiles[_next++];
                file.Read(found.Tile, found.Cell, batch);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw file.Unreadable(e);
        }
        finally
        {
            file.EndTurn();
        }
    }
}
