namespace CodeFirstSatellite.Maps;

/// <summary>A map whose file may be replaced while it is in use.</summary>
public interface IReplaceable
{
    /// <summary>Checks whether the file was replaced. A good new file is used for all calls from now on.</summary>
    /// <remarks>Not thread-safe. A refused file is checked again once it has changed.</remarks>
    Replacement LookForNewFile();
}

/// <summary>The result of looking for a new file.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Reason">Why the file was refused, for people.</param>
public readonly record struct Replacement(ReplacementKind Kind, string? Reason = null);

/// <summary>What happened when a map looked for a new file.</summary>
public enum ReplacementKind
{
    /// <summary>The file is the one in use, or was refused before.</summary>
    None,

    /// <summary>A new file is in use.</summary>
    Taken,

    /// <summary>There is a new file, but it is not good. The old one stays in use.</summary>
    Refused,
}
