namespace CodeFirstSatellite.Maps;

/// <summary>The file is not a map of the format that it was read as.</summary>
public sealed class MapFormatException : Exception
{
    /// <summary>Says what was expected and what was found in a line of a text map.</summary>
    public MapFormatException(int line, string message)
        : base($"line {line}: {message}") => Line = line;

    /// <summary>Says what was expected and what was found.</summary>
    public MapFormatException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>The wrong line, counted from 1; null for formats without lines.</summary>
    public int? Line { get; }
}

/// <summary>An open map cannot be read: its file was damaged, cut short or overwritten, or its database does not answer.</summary>
public sealed class MapReadException(string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>Whether the map itself is intact, so that a later read may succeed.</summary>
    public bool IsTemporary { get; init; }
}

/// <summary>Images could not be stored: the disk is full, the file is locked or gone, or the database is out of reach.</summary>
public sealed class MapWriteException(string message, Exception? cause = null) : IOException(message, cause);
