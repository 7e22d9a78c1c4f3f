using CodeFirstSatellite.Maps.Reading;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>The pixels of a zoom level in cells, each with its image. Thread-safe.</summary>
internal abstract class RasterLevel(TileSetDescription description)
{
    /// <summary>What it is.</summary>
    public TileSetDescription Description => description;

    /// <summary>How many images of an area are best made at once.</summary>
    public virtual int AtOnce => 1;

    /// <summary>Whether its grid has a cell, which may be of the grid of the file before.</summary>
    public bool Has(Cell cell) => description.Grid.TryGetCell(cell.X, cell.Y, out _, out _);

    /// <summary>Gets the image of a cell that it has; null if the file has no pixels there.</summary>
    /// <exception cref="MapReadException">The file is damaged, or cannot be read.</exception>
    public abstract ValueTask<byte[]?> GetAsync(Cell cell, CancellationToken cancellationToken);

    /// <summary>Adds the images of cells that it has to a batch.</summary>
    /// <exception cref="MapReadException">The file is damaged, or cannot be read.</exception>
    public abstract ValueTask AddAsync(IReadOnlyList<Cell> cells, ImageBatch batch, CancellationToken cancellationToken);

    /// <summary>The row of a cell, counted from the north.</summary>
    protected int RowOf(Cell cell) => description.Grid.Height - 1 - cell.Y;

    /// <summary>The number of the tile that is a cell.</summary>
    protected long IndexOf(Cell cell) => ((long)RowOf(cell) * description.Grid.Width) + cell.X;
}
