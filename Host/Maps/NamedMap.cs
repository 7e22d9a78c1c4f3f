using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Host.Maps;

/// <summary>A map, or a zoom level of it, under another name. The map itself belongs to somebody else.</summary>
internal sealed class NamedMap(IMapSource map, string name) : IMapSource
{
    public string Name => name;

    public string ContentType => map.ContentType;

    public Grid Grid => map.Grid;

    public MapDetails Details => map.Details;

    public IWritableMap? Writable => map.Writable;

    public string ReadOnlyBecause => map.ReadOnlyBecause;

    public IWatchableMap? Watchable => map.Watchable;

    public IPastMaps? Past => map.Past;

    public IReplaceable? Replaceable => null;

    public IMapSource? At(int zoom) => zoom == Details.Zoom ? this : map.At(zoom) is { } level ? new NamedMap(level, name) : null;

    public bool TryGetImage(Cell cell, out CellImage? image) => map.TryGetImage(cell, out image);

    public ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken) =>
        map.GetImageAsync(cell, cancellationToken);

    public IAreaReader OpenArea(GridArea area) => map.OpenArea(area);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
