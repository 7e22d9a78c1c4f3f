using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>
/// A zoom level of a GeoTIFF (OGC 19-008r4), which may be a COG (OGC 21-026): a picture whose pixels say where on Earth they lie. Its tiles
/// are the cells; one of strips is cut into cells.
/// </summary>
/// <param name="files">The file, and those beside it.</param>
/// <param name="levels">All levels of the file.</param>
/// <param name="served">This one.</param>
/// <param name="owner">The level that closes the files; null if it is this.</param>
internal sealed class GeoTiffVersion(
    RasterFiles files, IReadOnlyList<RasterLevel> levels, RasterLevel served, GeoTiffVersion? owner = null)
    : TileVersion(served.Description)
{
    public override bool TryGetImage(Cell cell, out CellImage? image)
    {
        image = null;
        return false;
    }

    public override async ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken) =>
        served.Has(cell) && await served.GetAsync(cell, cancellationToken) is { } image ? new CellImage(cell, image) : null;

    public override IAreaReader OpenArea(GridArea area) => new RasterAreaReader(served, area);

    public override TileVersion OpenLevel(int zoom, bool mayBeNew)
    {
        GeoTiffVersion root = owner ?? this;
        RasterLevel level = levels.FirstOrDefault(level => level.Description.Zoom == zoom)
            ?? throw new MapFormatException($"it has no zoom level {zoom}");
        return root.TryUse()
            ? new GeoTiffVersion(files, levels, level, root)
            : throw new ObjectDisposedException(nameof(GeoTiffVersion));
    }

    public override void Dispose()
    {
        if (owner is null)
        {
            files.Dispose();
        }
        else
        {
            owner.Release();
        }

        base.Dispose();
    }
}
