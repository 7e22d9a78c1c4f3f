namespace CodeFirstSatellite.Maps.Changes;

/// <summary>A watcher reads so slowly that changes are gone which it has not had.</summary>
/// <param name="since">The version up to which it has had all.</param>
public sealed class WatcherBehindException(long since) : Exception($"the watcher reads more slowly than the map changes: it has all up to version {since}, and not all that came after is still kept")
{
    /// <summary>The version to go on from.</summary>
    public long Since { get; } = since;
}
