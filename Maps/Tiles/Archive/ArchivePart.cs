using CodeFirstSatellite.Maps.Storing;

namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>What is stored at one zoom level in a transaction.</summary>
internal sealed record ArchivePart(ArchiveMap Map, int Zoom, IReadOnlyList<StoreRequest> Requests)
{
    /// <summary>The images that became their cells' current ones.</summary>
    public List<CellImage> Changed { get; } = [];

    /// <summary>How many images of each request were taken before their cells' current ones.</summary>
    public int[] Older { get; } = new int[Requests.Count];
}
