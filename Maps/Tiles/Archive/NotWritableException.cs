namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>A tile set can be served, but images cannot be stored in it, and trying again does not help.</summary>
internal sealed class NotWritableException(string reason, Exception? cause = null) : Exception(reason, cause);
