namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>Images of one zoom level that are stored in a transaction.</summary>
internal sealed record ArchivePart(ArchiveMap Map, int Zoom, IReadOnlyList<CellImage> Images)
{
    /// <summary>Those that their cells did not have yet.</summary>
    public List<CellImage> Changed { get; } = [];
}
