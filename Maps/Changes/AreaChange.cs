namespace CodeFirstSatellite.Maps.Changes;

/// <summary>An image of a watched area that was stored.</summary>
/// <param name="Image">The image, in its cell; good for as long as it is held.</param>
/// <param name="Version">The version that it belongs to, with the last image of the area that does.</param>
public readonly record struct AreaChange(CellImage Image, long? Version);
