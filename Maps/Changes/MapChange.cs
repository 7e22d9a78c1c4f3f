namespace CodeFirstSatellite.Maps.Changes;

/// <summary>An image that was stored.</summary>
/// <param name="Version">The version that it belongs to.</param>
/// <param name="Image">The image, in its cell.</param>
public readonly record struct MapChange(long Version, CellImage Image);
