namespace CodeFirstSatellite.Maps.Changes;

/// <summary>
/// Hands the changes of a map to those who watch it. It keeps the latest changes once for all watchers, up to a number of
/// bytes, and a watcher holds nothing but its position in them: one that is slower than that is told so, and costs no memory.
/// </summary>
/// <remarks>Safe for use by many at once.</remarks>
public sealed class ChangeFeed
{
    /// <summary>Bytes of changes that are kept, but for the latest batch, which is kept whole.</summary>
    public const int BytesKept = 16 * 1024 * 1024;

    /// <summary>Batches that are kept at most: those of some tens of seconds of a busy writer.</summary>
    public const int BatchesKept = 4096;

    private readonly Lock _lock = new();

    // Guarded by the lock. Nothing is kept while nobody watches.
    private readonly HashSet<ChangeCursor> _watchers = [];
    private ChangeCursor[]? _toWake;
    private bool _isWaking;
    private long _first;
    private long _bytes;

    // Written under the lock and read without it: a batch is in its slot before _next says so.
    private ChangeBatch?[] _kept = [];
    private long _next;
    private long _version;
    private int _replacements;

    /// <param name="version">The version of the map at the start.</param>
    public ChangeFeed(long version) => _version = version;

    /// <summary>The version of the latest change.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Watches what changes from now on.</summary>
    public ChangeCursor Watch()
    {
        lock (_lock)
        {
            if (_kept.Length == 0)
            {
                _kept = new ChangeBatch?[BatchesKept];
            }

            var cursor = new ChangeCursor(this, _next, _version, _replacements);
            _watchers.Add(cursor);
            _toWake = null;
            return cursor;
        }
    }

    /// <summary>
    /// Tells watchers of a change that can be read in the map by now. What is kept of it is copied. Waits for no watcher. Called by
    /// one writer, which gives all of a version at once and one version after the other.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The version is not later than that of the change before.</exception>
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

    /// <summary>Tells watchers that another map has taken the place of this one, and ends their watching.</summary>
    /// <param name="version">The other's version, moved on where it would not be later than that of this one.</param>
    public void Replace(long version)
    {
        lock (_lock)
        {
            MoveTo(Math.Max(version, _version + 1));
            Volatile.Write(ref _replacements, _replacements + 1);
            WakeAll();
        }
    }

    /// <summary>The batch at a watcher's position; null when there is none yet.</summary>
    /// <exception cref="MapReplacedException">Another map has taken the place of the watched one.</exception>
    /// <exception cref="WatcherBehindException">It is no longer kept.</exception>
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

    // On another thread than the writer's, and once for all changes that come before it gets to run.
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
