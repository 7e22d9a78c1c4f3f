namespace CodeFirstSatellite.Maps;

/// <summary>An image that a cell has or had.</summary>
/// <param name="Version">The version that it was stored with; 0 if it was in the map before the map kept versions.</param>
/// <param name="Taken">When it was taken, in microseconds since 1970; null if nobody told, so its version counts.</param>
/// <param name="Length">Its length in bytes.</param>
public readonly record struct PastImage(long Version, long? Taken, int Length);
