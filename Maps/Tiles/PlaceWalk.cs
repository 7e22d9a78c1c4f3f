namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>From tile to tile, where it is known in which row of the file each of them is.</summary>
internal sealed class PlaceWalk(GridArea area, TilePlaces places) : AreaWalk
{
    private int _next = places.Keys.First(area);

    public override AreaWalk? Continue(TileReader reader, TileBatch batch)
    {
        for (int questions = 0; questions < MostQuestions && !batch.IsFull; questions++)
        {
            if (_next == places.Keys.Count)
            {
                return null;
            }

            reader.FindAt(places.RowidAt(_next), places.Keys.CellAt(_next), batch);
            _next = places.Keys.Next(area, _next + 1);
        }

        return this;
    }
}
