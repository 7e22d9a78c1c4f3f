using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>A map in PostgreSQL as it was at a time.</summary>
internal sealed class PostgresPastMap(PostgresMap map, long time) : IMapSource
{
    public string Name => map.Name;

    public string ContentType => map.ContentType;

    public Grid Grid => map.Grid;

    public MapDetails Details => map.Details;

    public string ReadOnlyBecause => "is a map as it was";

    public bool TryGetImage(Cell cell, out CellImage? image)
    {
        image = null;
        return false;
    }

    public ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken) =>
        map.GetImageAsync(cell, time, cancellationToken);

    public IAreaReader OpenArea(GridArea area) => new PostgresAreaReader(map, area, time);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
