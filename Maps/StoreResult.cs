namespace CodeFirstSatellite.Maps;

/// <summary>What became of images that were stored.</summary>
/// <param name="Version">The map's version with them; the current version if they change nothing.</param>
/// <param name="Older">How many of them were taken before their cell's current image, and so did not become current.</param>
public readonly record struct StoreResult(long Version, int Older = 0);
