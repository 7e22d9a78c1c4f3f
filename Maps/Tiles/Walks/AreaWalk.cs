using CodeFirstSatellite.Maps.Reading;
using CodeFirstSatellite.Maps.Tiles.Reading;

namespace CodeFirstSatellite.Maps.Tiles.Walks;

/// <summary>
/// A way through an area, northernmost row first and each from west to east, that keeps its place between transactions.
/// Which way is the quickest depends on the file's indexes, and on how much of the area has images.
/// </summary>
internal abstract class AreaWalk
{
    /// <summary>How often a walk asks the database before it gives others a turn, images or not.</summary>
    protected const int MostQuestions = 4096;

    /// <summary>The way that suits a file.</summary>
    public static AreaWalk Of(GridArea area, bool findsRows) => findsRows ? new RowWalk(area) : new CellWalk(area);

    /// <summary>Fills a batch as far as it goes. Returns the walk to go on with, or null at the end.</summary>
    public abstract AreaWalk? Continue(TileReader reader, ImageBatch batch);
}
