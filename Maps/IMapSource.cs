namespace CodeFirstSatellite.Maps;

/// <summary>A map: a grid of cells, each of which may have an image. Safe for use by many calls at once.</summary>
public interface IMapSource
{
    /// <summary>What the map is called, as people read it.</summary>
    string Name { get; }

    /// <summary>Media type of every image.</summary>
    string ContentType { get; }

    /// <summary>The cells.</summary>
    Grid Grid { get; }

    /// <summary>
    /// Gets the image of a cell of <see cref="Grid"/>, null when it has none, if that takes no waiting; false: it does, so ask
    /// <see cref="GetImageAsync"/>.
    /// </summary>
    bool TryGetImage(Cell cell, out CellImage? image);

    /// <summary>Gets the image of a cell of <see cref="Grid"/>; null when it has none.</summary>
    ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken);

    /// <summary>
    /// Starts to read the images of an area of <see cref="Grid"/>: northernmost row first, each row from west to east;
    /// cells without an image are left out. Nothing is read until the first wait.
    /// </summary>
    IAreaReader OpenArea(GridArea area);
}
