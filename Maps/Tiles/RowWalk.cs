namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>Row by row, where an index has rows together: what there is costs, and what there is not costs next to nothing.</summary>
internal sealed class RowWalk(GridArea area) : AreaWalk
{
    private int _x = area.LowerLeft.X;
    private int _y = area.UpperRight.Y;

    public override AreaWalk? Continue(TileReader reader, TileBatch batch)
    {
        for (int questions = 0; questions < MostQuestions && !batch.IsFull; questions++)
        {
            int before = batch.Count;
            int last = reader.FindRow(_y, _x, area.UpperRight.X, batch);
            if (last < area.UpperRight.X)
            {
                _x = last + 1;
                continue;
            }

            _x = area.LowerLeft.X;
            int? next = _y == area.LowerLeft.Y ? null
                : batch.Count > before ? _y - 1
                : reader.HighestRow(area.LowerLeft.Y, _y - 1);
            if (next is not { } y)
            {
                return null;
            }

            _y = y;
        }

        return this;
    }
}
