namespace CodeFirstSatellite.Maps;

/// <summary>A file is not a map of the format that it was read as.</summary>
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

    /// <summary>The line that is wrong, where the format has lines; the first is 1.</summary>
    public int? Line { get; }
}
