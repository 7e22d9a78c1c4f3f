namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>
/// What all GeoTIFFs of a process share, so that neither their sizes nor their number matters: how many decode at once, and what is kept.
/// </summary>
internal static class RasterMemory
{
    /// <summary>The size of the strips that are kept, in bytes.</summary>
    public const long StripBudget = 72 * 1024 * 1024;

    private const long ImageBudget = 8 * 1024 * 1024;

    /// <summary>Lets as many decode at once as there are processors.</summary>
    public static SemaphoreSlim Decoders { get; } = new(Environment.ProcessorCount);

    /// <summary>Images of cells.</summary>
    public static RecentBytes<(RasterLevel Level, Cell Cell)> Images { get; } = new(ImageBudget);

    /// <summary>The samples of several strips together, by their number.</summary>
    public static RecentBytes<(RasterLevel Level, int Band)> Strips { get; } = new(StripBudget);
}
