using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Maps;

/// <summary>A map: a grid of cells, each of which may have an image. Safe for use by many calls at once.</summary>
/// <remarks>
/// Disposing closes what the map holds open, once the calls under way are done with it.
/// A map whose file is replaced changes between two calls, its grid too. A call that began before finishes on what it began
/// with, and cells that the new grid does not have are cells without an image.
/// </remarks>
public interface IMapSource : IAsyncDisposable
{
    /// <summary>What the map is called, as people read it.</summary>
    string Name { get; }

    /// <summary>Media type of every image.</summary>
    string ContentType { get; }

    /// <summary>The cells.</summary>
    Grid Grid { get; }

    /// <summary>What else is known of the map. Default: nothing.</summary>
    MapDetails Details => MapDetails.None;

    /// <summary>This map as one that images can be stored in; null where they cannot.</summary>
    IWritableMap? Writable => this as IWritableMap;

    /// <summary>Why nothing can be stored where <see cref="Writable"/> is null, in words that go on after "it": "is a text map".</summary>
    string ReadOnlyBecause => "is not of a kind that images are stored in";

    /// <summary>This map as one whose changes can be followed; null where they cannot.</summary>
    IWatchableMap? Watchable => this as IWatchableMap;

    /// <summary>This map as one whose file may be replaced; null where it has none that may.</summary>
    IReplaceable? Replaceable => this as IReplaceable;

    /// <summary>
    /// Gets the image of a cell, null when it has none, if that takes no waiting; false: it does, so ask
    /// <see cref="GetImageAsync"/>.
    /// </summary>
    bool TryGetImage(Cell cell, out CellImage? image);

    /// <summary>Gets the image of a cell of <see cref="Grid"/>; null when it has none.</summary>
    /// <exception cref="MapReadException">The map's file cannot be read.</exception>
    ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken);

    /// <summary>
    /// Starts to read the images of an area of <see cref="Grid"/>: northernmost row first, each row from west to east;
    /// cells without an image are left out. Nothing is read until the first wait.
    /// </summary>
    IAreaReader OpenArea(GridArea area);
}
