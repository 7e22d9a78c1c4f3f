namespace CodeFirstSatellite.Maps.Changes;

/// <summary>Another map has replaced the watched one.</summary>
public sealed class MapReplacedException() : Exception("the map was replaced by another");

/// <summary>The watcher fell behind; changes it had not received were discarded.</summary>
/// <param name="since">The last version that the watcher has received completely.</param>
public sealed class WatcherBehindException(long since)
    : Exception(
        $"the watcher reads more slowly than the map changes: it has all up to version {since}, and not all that came after is still kept")
{
    /// <summary>The version to resume from.</summary>
    public long Since { get; } = since;
}
