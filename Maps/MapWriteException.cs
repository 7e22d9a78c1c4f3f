namespace CodeFirstSatellite.Maps;

/// <summary>Images could not be stored in a map: its disk is full, its file is locked or gone, its database is not reached.</summary>
public sealed class MapWriteException(string message, Exception? cause = null) : IOException(message, cause);
