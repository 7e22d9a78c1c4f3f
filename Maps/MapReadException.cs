namespace CodeFirstSatellite.Maps;

/// <summary>A map that was opened cannot be read: its file was damaged, cut short or written over since, or its database does not answer.</summary>
public sealed class MapReadException(string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>Whether nothing is wrong with the map itself, so that it may be read again later.</summary>
    public bool IsTemporary { get; init; }
}
