using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>A tile that has changed, as addresses count it.</summary>
internal readonly record struct ChangedTile(int Zoom, int X, int Y);

/// <summary>The position of one watcher in the changes of a map at all its zoom levels.</summary>
/// <remarks>
/// One flow reads. Any thread may wake it. All levels have one clock and one writer, so a version that can be read is not earlier than any
/// that could be read before, whichever level has it.
/// </remarks>
internal sealed class LevelCursors : IDisposable
{
    private readonly IMapSource _map;
    private readonly int[] _zooms;
    private readonly List<Level> _levels = [];

    /// <param name="map">The map.</param>
    /// <param name="own">The same, which can be watched.</param>
    public LevelCursors(IMapSource map, IWatchableMap own)
    {
        _map = map;

        // The map's own level may have no images yet.
        _zooms = [MapTiles.ZoomOf(map), .. map.Details.Zooms];
        IWatchableMap[] levels =
        [
            own,
            .. ViewedMaps.LevelsOf(map).Select(level => level.Watchable).OfType<IWatchableMap>().Where(level => level != own),
        ];

        // Before the cursors begin: what one level has then, another may not have shown yet.
        Version = levels.Max(level => level.Changes.Version);
        foreach (IWatchableMap level in levels)
        {
            _levels.Add(new Level(level, level.Grid, level.Changes.Watch(_levels is [var first, ..] ? first.Cursor : null)));
        }
    }

    /// <summary>
    /// Once <see cref="TryRead"/> has returned false: the version up to which everything was read. Before that, the map's version when the
    /// watch began.
    /// </summary>
    public long Version { get; private set; }

    /// <summary>Whether the map has zoom levels that it did not have when the watch began.</summary>
    public bool AreIncomplete => _map.Details.Zooms.Any(zoom => !_zooms.Contains(zoom));

    /// <summary>Reads the tiles that changed after a version; null if the map does not know which.</summary>
    public async Task<IAsyncEnumerable<ChangedTile>?> ReadMissedAsync(long since, CancellationToken cancellationToken)
    {
        var missed = new List<IAsyncEnumerable<ChangedTile>>();
        foreach (Level level in _levels)
        {
            long last = level.Map.Changes.Version;
            if (await level.Map.ReadChangesAsync(level.Grid.Whole, since, cancellationToken) is { } changes)
            {
                missed.Add(changes.Select(change => level.TileOf(change.Image.Cell)));
            }
            else if (since <= last)
            {
                return null;
            }
        }

        // A version later than the last of every level is one of a map that was replaced by an older one.
        if (missed.Count == 0)
        {
            return null;
        }

        // Another Host may have reported more than this Host has read yet.
        _levels.ForEach(level => level.Cursor.GoOnAfter(since));
        Version = Math.Max(Version, since);
        return missed.ToAsyncEnumerable().SelectMany(tiles => tiles);
    }

    /// <summary>Takes the next changed tile, if there is one.</summary>
    /// <exception cref="MapReplacedException">Another map has replaced the watched one.</exception>
    /// <exception cref="WatcherBehindException">The watcher fell behind; changes it had not received were discarded.</exception>
    public bool TryRead(out ChangedTile tile)
    {
        // From the first level each time: while a later level was read, an earlier one may have got an earlier version.
        foreach (Level level in _levels)
        {
            if (level.Cursor.TryRead(level.Grid.Whole, out AreaChange change))
            {
                Version = Math.Max(Version, change.Version ?? 0);
                tile = level.TileOf(change.Image.Cell);
                return true;
            }
        }

        tile = default;
        return false;
    }

    /// <summary>Waits until there may be something to read, or until <see cref="Wake"/>.</summary>
    public ValueTask WaitAsync() => _levels[0].Cursor.WaitAsync();

    /// <summary>Ends the current wait, or else the next.</summary>
    public void Wake() => _levels[0].Cursor.Wake();

    /// <summary>Ends the watch.</summary>
    public void Dispose() => _levels.ForEach(level => level.Cursor.Dispose());

    // The grid is that of the beginning: another one comes with another file.
    private sealed record Level(IWatchableMap Map, Grid Grid, ChangeCursor Cursor)
    {
        private readonly int _zoom = MapTiles.ZoomOf(Map);

        public ChangedTile TileOf(Cell cell) => new(_zoom, cell.X, Grid.FlipRow(cell.Y));
    }
}
