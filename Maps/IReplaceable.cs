namespace CodeFirstSatellite.Maps;

/// <summary>A map whose file may be replaced while it is in use.</summary>
public interface IReplaceable
{
    /// <summary>Looks whether the file is another one than that in use and, if it is a good one, takes it for calls from now on.</summary>
    /// <remarks>Not to be called by two at once. A file that was refused is looked at again when it has changed again.</remarks>
    Replacement LookForNewFile();
}

/// <summary>What came of looking for a new file.</summary>
/// <param name="Kind">For programs.</param>
/// <param name="Reason">Why the file was refused, for people.</param>
public readonly record struct Replacement(ReplacementKind Kind, string? Reason = null);

/// <summary>What may come of looking for a new file.</summary>
public enum ReplacementKind
{
    /// <summary>The file is the one in use, or one that was refused before.</summary>
    None,

    /// <summary>A new file is in use.</summary>
    Taken,

    /// <summary>There is a new file, which is not good; the old one stays in use.</summary>
    Refused,
}
