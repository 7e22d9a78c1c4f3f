namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// The current version of a tile set. When it is replaced, calls in progress finish on the version that they began with; the last of them
/// closes its file, by <see cref="TileVersion.Release"/>.
/// </summary>
internal sealed class CurrentTiles(TileVersion first) : IDisposable
{
    private TileVersion _current = first;

    public TileSetDescription Description => Volatile.Read(ref _current).Description;

    /// <summary>Gives later calls another version, and releases the one before. Calls to this must not overlap.</summary>
    public void Replace(TileVersion next)
    {
        TileVersion old = _current;
        Volatile.Write(ref _current, next);
        old.Release();
    }

    /// <summary>Returns the current version; the caller must call <see cref="TileVersion.Release"/>.</summary>
    public TileVersion Use()
    {
        while (true)
        {
            TileVersion version = Volatile.Read(ref _current);
            if (version.TryUse())
            {
                return version;
            }

            ObjectDisposedException.ThrowIf(version == Volatile.Read(ref _current), this);
        }
    }

    /// <inheritdoc cref="TileVersion.OpenLevel" />
    public TileVersion OpenLevel(int zoom, bool mayBeNew)
    {
        TileVersion version = Use();
        try
        {
            return version.OpenLevel(zoom, mayBeNew);
        }
        finally
        {
            version.Release();
        }
    }

    /// <inheritdoc cref="TileVersion.AddZoom" />
    public void AddZoom(int zoom) => _current.AddZoom(zoom);

    public bool TryGetImage(Cell cell, out CellImage? image)
    {
        TileVersion version = Use();
        try
        {
            return version.TryGetImage(cell, out image);
        }
        finally
        {
            version.Release();
        }
    }

    public async ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken)
    {
        TileVersion version = Use();
        try
        {
            return await version.GetImageAsync(cell, cancellationToken);
        }
        finally
        {
            version.Release();
        }
    }

    /// <summary>Starts reading an area, as it was at a time if one is given: only archives have others than now's.</summary>
    public IAreaReader OpenArea(GridArea area, long? at = null) => new AreaReader(this, area, at);

    /// <summary>Closes the file once the calls in progress have finished. Nothing can be read after that.</summary>
    public void Dispose() => _current.Release();

    // Keeps the version that was current at its first wait.
    private sealed class AreaReader(CurrentTiles tiles, GridArea area, long? at) : IAreaReader
    {
        private TileVersion? _version;
        private IAreaReader? _reader;

        public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
        {
            if (_reader is null)
            {
                _version ??= tiles.Use();
                _reader = at is null ? _version.OpenArea(area) : ((TilesOnDisk)_version).OpenArea(area, at);
            }

            return _reader.WaitToReadAsync(cancellationToken);
        }

        public bool TryRead(out CellImage image)
        {
            if (_reader is not null)
            {
                return _reader.TryRead(out image);
            }

            image = default;
            return false;
        }

        public async ValueTask DisposeAsync()
        {
            if (_reader is not null)
            {
                await _reader.DisposeAsync();
                _reader = null;
            }

            _version?.Release();
            _version = null;
        }
    }
}
