namespace CodeFirstSatellite.Maps;

/// <summary>A map that was opened cannot be read: its file was damaged, cut short or written over since.</summary>
public sealed class MapReadException(string message, Exception? cause = null) : IOException(message, cause);
