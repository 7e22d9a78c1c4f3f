namespace CodeFirstSatellite.Maps;

/// <summary>A file is not a map of the format that it was read as.</summary>
public sealed class MapFormatException : Exception
{
    /// <summary>Says what was expected and what was found.</summary>
    public MapFormatException(int line, string message)
        : base($"line {line}: {message}") => Line = line;

    /// <summary>The line that is wrong; the first is 1.</summary>
    public int Line { get; }
}
