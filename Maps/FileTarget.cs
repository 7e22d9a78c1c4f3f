namespace CodeFirstSatellite.Maps;

/// <summary>Where the path of a file leads.</summary>
public static class FileTarget
{
    /// <summary>
    /// The file that a path leads to, all links followed. The path itself if it is no link, or if nothing is at the end: what a link of
    /// <c>/proc</c> says of a pipe is not a path.
    /// </summary>
    /// <exception cref="IOException">Links go in a circle.</exception>
    /// <exception cref="UnauthorizedAccessException">A link may not be read.</exception>
    public static string Of(string path) =>
        (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) : null) is { Exists: true } target
            ? target.FullName
            : path;
}
