namespace CodeFirstSatellite.Maps.Changes;

/// <summary>Another map has taken the place of the one that is watched.</summary>
public sealed class MapReplacedException() : Exception("the map was replaced by another");
