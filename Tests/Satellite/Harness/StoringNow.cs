using CodeFirstSatellite.Maps;

namespace Tests.Satellite.Harness;

/// <summary>Stores images whose time is that of storing.</summary>
internal static class StoringNow
{
    public static async ValueTask<long> StoreAsync(
        this IWritableMap map, IReadOnlyList<CellImage> images, CancellationToken cancellationToken) =>
        (await map.StoreAsync(images, taken: null, cancellationToken)).Version;
}
