namespace CodeFirstSatellite.Maps.Changes;

/// <summary>A stored image.</summary>
/// <param name="Version">The version that it belongs to.</param>
/// <param name="Image">The image, in its cell.</param>
public readonly record struct MapChange(long Version, CellImage Image);

/// <summary>A stored image, as a watcher of an area gets it.</summary>
/// <param name="Image">The image, in its cell; valid for as long as it is held.</param>
/// <param name="Version">The version that it belongs to; null unless it is the last image of that version in the area.</param>
public readonly record struct AreaChange(CellImage Image, long? Version);
