namespace CodeFirstSatellite.Maps.Changes;

/// <summary>
/// Passes the changes of a map to its watchers. The feed keeps the latest changes once for all of them, up to a number of bytes. A
/// watcher holds only its position, so a slow watcher costs no memory; it fails when its next change is discarded.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class ChangeFeed
{
    /// <summary>The most bytes of changes kept. The latest batch is kept whatever its size.</summary>
    public const int BytesKept = 16 * 1024 * 1024;

    /// <summary>The most batches kept: some tens of seconds of a busy writer.</summary>
    public const int BatchesKept = 4096;

    private readonly Lock _lock = new();

    // Guarded by the lock. Nothing is kept while nobody watches.
    private readonly HashSet<ChangeCursor> _watchers = [];
    private ChangeCursor[]? _toWake;
    private bool _isWaking;
    private long _first;
    private long _bytes;

    // Written under the lock and read without it. A batch is in its slot before _next counts it.
    private ChangeBatch?[] _kept = [];
    private long _next;
    private long _version;
    private int _replacements;

    /// <param name="version">The map's version at the start.</param>
    public ChangeFeed(long version) => _version = version;

    /// <summary>The version of the latest change.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>How many watch.</summary>
    public int WatcherCount
    {
        get
        {
            lock (_lock)
            {
                return _watchers.Count;
            }
        }
    }

    /// <summary>Watches what changes from now on.</summary>
    /// <param name="other">The cursor of another feed whose reader waits for both at once, on either; null for none.</param>
    public ChangeCursor Watch(ChangeCursor? other = null)
    {
        lock (_lock)
        {
            if (_kept.Length == 0)
            {
                _kept = new ChangeBatch?[BatchesKept];
            }

            var cursor = new ChangeCursor(this, _next, _version, _replacements, other);
            _watchers.Add(cursor);
            _toWake = null;
            return cursor;
        }
    }

    /// <summary>
    /// Tells watchers of a change that can already be read from the map. Copies the images that it keeps, and waits for no watcher.
    /// One writer calls this, once per version and in the order of versions.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The version is not later than the one before.</exception>
    public void Publish(long version, IReadOnlyList<CellImage> images)
    {
        lock (_lock)
        {
            MoveTo(version);
            if (_watchers.Count > 0)
            {
                Keep(new ChangeBatch(_next, version, images));
                WakeAll();
            }
        }
    }

    /// <summary>Wakes the watchers for news that no change of the feed tells, such as another zoom level of the map.</summary>
    public void WakeWatchers()
    {
        lock (_lock)
        {
            WakeAll();
        }
    }

    /// <summary>Tells watchers that another map has replaced this one, and ends their watches.</summary>
    /// <param name="version">The version of the new map. If it is not later than the current version, the next one is used.</param>
    public void Replace(long version)
    {
        lock (_lock)
        {
            MoveTo(Math.Max(version, _version + 1));
            Volatile.Write(ref _replacements, _replacements + 1);
            WakeAll();
        }
    }

    /// <summary>The batch at a watcher's position; null if there is none yet.</summary>
    /// <exception cref="MapReplacedException">Another map has replaced the watched one.</exception>
    /// <exception cref="WatcherBehindException">The batch was discarded.</exception>
    internal ChangeBatch? At(ChangeCursor cursor)
    {
        if (Volatile.Read(ref _replacements) != cursor.Replacements)
        {
            throw new MapReplacedException();
        }

        if (cursor.Position == Volatile.Read(ref _next))
        {
            return null;
        }

        ChangeBatch? batch = Volatile.Read(ref _kept[cursor.Position % BatchesKept]);
        return batch?.Position == cursor.Position ? batch : throw new WatcherBehindException(cursor.Version);
    }

    internal void Leave(ChangeCursor cursor)
    {
        lock (_lock)
        {
            if (_watchers.Remove(cursor) && _watchers.Count == 0)
            {
                Array.Clear(_kept);
                _first = _next;
                _bytes = 0;
            }

            _toWake = null;
        }
    }

    private void MoveTo(long version)
    {
        if (version <= _version)
        {
            throw new ArgumentOutOfRangeException(
                nameof(version),
                version,
                $"The map has version {_version} already; each change has a later one than that before.");
        }

        Volatile.Write(ref _version, version);
    }

    private void Keep(ChangeBatch batch)
    {
        while (_first < _next && (_next - _first == BatchesKept || _bytes + batch.Bytes > BytesKept))
        {
            ref ChangeBatch? oldest = ref _kept[_first % BatchesKept];
            _bytes -= oldest!.Bytes;
            Volatile.Write(ref oldest, null);
            _first++;
        }

        _bytes += batch.Bytes;
        Volatile.Write(ref _kept[_next % BatchesKept], batch);
        Volatile.Write(ref _next, _next + 1);
    }

    // Runs on another thread than the writer's, once for all changes published before it starts.
    private void WakeAll()
    {
        if (!_isWaking && _watchers.Count > 0)
        {
            _isWaking = true;
            ThreadPool.UnsafeQueueUserWorkItem(static feed => feed.Wake(), this, preferLocal: false);
        }
    }

    private void Wake()
    {
        ChangeCursor[] watchers;
        lock (_lock)
        {
            _isWaking = false;
            watchers = _toWake ??= [.. _watchers];
        }

        Array.ForEach(watchers, watcher => watcher.Wake());
    }
}
