namespace CodeFirstSatellite.Maps;

/// <summary>A map cannot be reached at the moment, since its database does not answer; it can be tried again.</summary>
public sealed class MapUnavailableException(string message, Exception? cause = null) : IOException(message, cause);
