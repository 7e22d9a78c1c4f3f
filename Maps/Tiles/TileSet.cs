using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// A tile set in an MBTiles file (https://github.com/mapbox/mbtiles-spec): an SQLite database of images by zoom level, column
/// and row, rows counted from the south. One zoom level of it is the map, which changes by being replaced.
/// </summary>
public sealed class TileSet : IWatchableMap, IReplaceable, IDisposable
{
    private readonly string _path;
    private readonly int? _zoom;
    private TileVersion _current;
    private string? _refused;

    private TileSet(string path, string name, int? zoom)
    {
        _path = path;
        _zoom = zoom;
        Name = name;
        _current = TileSetOpening.Open(path, zoom);
        Changes = new ChangeFeed(_current.Description.Version);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public string ContentType => Current.ContentType;

    /// <inheritdoc />
    public Grid Grid => Current.Grid;

    /// <inheritdoc />
    public MapDetails Details => Current.Details;

    /// <inheritdoc />
    public ChangeFeed Changes { get; }

    private TileSetDescription Current => Volatile.Read(ref _current).Description;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What to call the map.</param>
    /// <param name="zoom">The zoom level to be the map; null for the highest.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">It is no tile set, or not a whole one.</exception>
    public static TileSet Open(string path, string name, int? zoom = null)
    {
        string full = Path.GetFullPath(path);
        return new TileSet(full, name, zoom);
    }

    /// <inheritdoc />
    public Replacement LookForNewFile()
    {
        TileVersion old = _current;
        string? identity = TileSetFile.IdentityOf(_path);
        if (identity == old.Description.Identity || (identity ?? "") == _refused)
        {
            return default;
        }

        try
        {
            Volatile.Write(ref _current, TileSetOpening.Open(_path, _zoom));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or MapFormatException)
        {
            _refused = identity ?? "";
            return new Replacement(ReplacementKind.Refused, e.Message);
        }

        // Those who begin to watch only now have read the old file or the new one, and are told in any case.
        Changes.Replace(_current.Description.Version);
        _refused = null;
        old.Release();
        return new Replacement(ReplacementKind.Taken);
    }

    /// <inheritdoc />
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

    /// <inheritdoc />
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

    /// <inheritdoc />
    public IAreaReader OpenArea(GridArea area) => new AreaReader(this, area);

    /// <inheritdoc />
    public IAsyncEnumerable<MapChange>? ReadChanges(GridArea area, long since, CancellationToken cancellationToken) =>
        since == Changes.Version ? AsyncEnumerable.Empty<MapChange>() : null;

    /// <summary>Lets go of the file, when calls under way are done with it. Nothing can be read any more.</summary>
    public void Dispose() => _current.Release();

    private TileVersion Use()
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

    // Stays with the version that was there at its first wait.
    private sealed class AreaReader(TileSet set, GridArea area) : IAreaReader
    {
        private TileVersion? _version;
        private IAreaReader? _reader;

        public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
        {
            if (_reader is null)
            {
                _version = set.Use();
                _reader = _version.OpenArea(area);
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
                _version!.Release();
                _reader = null;
            }
        }
    }
}
