using CodeFirstSatellite.Maps.Reading;
using CodeFirstSatellite.Maps.Tiles.Reading;

namespace CodeFirstSatellite.Maps.Tiles.Walks;

/// <summary>
/// Reads an area in stream order: northernmost row first, each row from west to east. It keeps its position between transactions. Which
/// walk is quickest depends on the file's indexes, and on how much of the area has images.
/// </summary>
internal abstract class AreaWalk
{
    /// <summary>The most queries of one transaction, whether they find images or not, so that others get a turn.</summary>
    protected const int MostQueries = 4096;

    /// <summary>The walk for a file with an index: of rows, if the index has rows together, else of cells.</summary>
    public static AreaWalk Of(GridArea area, bool findsRows) => findsRows ? new RowWalk(area) : new CellWalk(area);

    /// <summary>Adds images to a batch. Returns the walk to continue with, which may be another, or null at the end.</summary>
    public abstract AreaWalk? Continue(TileReader reader, ImageBatch batch);
}
