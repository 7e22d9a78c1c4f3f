namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>A tile set can be served but nothing can be stored in it, for a reason that stays.</summary>
internal sealed class NotWritableException(string reason, Exception? cause = null) : Exception(reason, cause);
