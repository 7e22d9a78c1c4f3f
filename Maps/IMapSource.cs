using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Maps;

/// <summary>A map: a grid of cells, each of which may have an image. Thread-safe.</summary>
/// <remarks>
/// Disposing closes what the map holds open, once the calls in progress have finished.
/// When a map's file is replaced, the map changes between two calls, its grid too. A call finishes on the file that it began with. Cells
/// that the new grid does not have are cells without an image.
/// </remarks>
public interface IMapSource : IAsyncDisposable
{
    /// <summary>The map's name.</summary>
    string Name { get; }

    /// <summary>Media type of every image.</summary>
    string ContentType { get; }

    /// <summary>The cells.</summary>
    Grid Grid { get; }

    /// <summary>What else is known of the map; by default nothing.</summary>
    MapDetails Details => MapDetails.None;

    /// <summary>The map, if images can be stored in it; else null.</summary>
    IWritableMap? Writable => this as IWritableMap;

    /// <summary>Why <see cref="Writable"/> is null, as the end of a sentence that begins with "it": "is a text map".</summary>
    string ReadOnlyBecause => "is not of a kind that images are stored in";

    /// <summary>The map, if its changes can be followed; else null.</summary>
    IWatchableMap? Watchable => this as IWatchableMap;

    /// <summary>The states that the map had, if older images are kept; else null.</summary>
    IPastMaps? Past => null;

    /// <summary>The map, if its file may be replaced; else null.</summary>
    IReplaceable? Replaceable => this as IReplaceable;

    /// <summary>
    /// The same map at a zoom level; null if that is none of <see cref="MapDetails.Zooms"/>. It belongs to this map, which disposes it.
    /// </summary>
    /// <exception cref="MapReadException">The map's file cannot be read.</exception>
    IMapSource? At(int zoom) => zoom == Details.Zoom ? this : null;

    /// <summary>
    /// Gets the image of a cell if that takes no waiting; null if the cell has none. False: call <see cref="GetImageAsync"/>.
    /// </summary>
    bool TryGetImage(Cell cell, out CellImage? image);

    /// <summary>Gets the image of a cell of <see cref="Grid"/>; null if it has none.</summary>
    /// <exception cref="MapReadException">The map's file cannot be read.</exception>
    ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken);

    /// <summary>
    /// Starts reading the images of an area of <see cref="Grid"/>: northernmost row first, each row from west to east. Cells without an
    /// image are skipped. Nothing is read until the first wait.
    /// </summary>
    IAreaReader OpenArea(GridArea area);
}
