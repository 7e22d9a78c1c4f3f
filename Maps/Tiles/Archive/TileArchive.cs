using CodeFirstSatellite.Maps.Changes;
using CodeFirstSatellite.Maps.Storing;

namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>
/// A tile set that images are stored in. While it is in use its file has a write-ahead log, so reading goes on while a transaction is
/// written. What is acknowledged is on the disk.
/// </summary>
internal sealed class TileArchive : ArchiveMap
{
    private readonly string _path;
    private readonly int? _zoom;
    private readonly TimeSpan? _kept;
    private readonly TimeProvider _time;
    private readonly GroupCommit _commits;

    // Held while the file is written to, and while another replaces it.
    private readonly Lock _writing = new();
    private ArchiveFile _file;
    private string? _refused;

    private TileArchive(string path, string name, int? zoom, TimeSpan? kept, TimeProvider time, ArchiveFile file)
        : base(name, new CurrentTiles(file.Tiles), file.LastVersion(file.Tiles.Description.Zoom))
    {
        _path = path;
        _zoom = zoom;
        _kept = kept;
        _time = time;
        _file = file;
        _commits = new GroupCommit(Store);
    }

    private long Now => NowBy(_time);

    public override long? HistorySince => _file.History?.SinceAt(Now);

    /// <summary>Opens a file, and adds once what it needs to be written to.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The map's name.</param>
    /// <param name="zoom">The zoom level; null for the highest.</param>
    /// <param name="kept">How long images are kept after they were replaced; null to keep none.</param>
    /// <param name="time">Tells the time, which versions are made of.</param>
    /// <exception cref="NotWritableException">The file cannot be written to.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">The file is not a tile set, is incomplete, or SQLite cannot open it now.</exception>
    public static TileArchive Open(
        string path, string name, int? zoom, TimeSpan? kept, TimeProvider time) => TileSetOpening.Explain(path, () =>
    {
        string full = Path.GetFullPath(path);
        return new TileArchive(full, name, zoom, kept, time, ArchiveFile.Open(full, zoom, NowBy(time), kept, isNew: false));
    });

    public override ValueTask<StoreResult> StoreAsync(
        IReadOnlyList<CellImage> images, long? taken, CancellationToken cancellationToken) =>
        StoreAsync(this, images, taken, cancellationToken);

    public override IWritableMap? AtAny(int zoom) => zoom == Details.Zoom ? this : (ArchiveMap?)Level(zoom, mayBeNew: true);

    public override Replacement LookForNewFile()
    {
        lock (_writing)
        {
            // A file that was only moved away may come back, with everything in it.
            if ((!_file.IsDetached && !_file.HasMoved) || TileSetFile.IdentityOf(_path) is not { } identity || identity == _refused)
            {
                return default;
            }

            try
            {
                Take(OpenNew());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or MapFormatException or NotWritableException)
            {
                _refused = TileSetFile.IdentityOf(_path);
                return new Replacement(ReplacementKind.Refused, e is NotWritableException ? $"it {e.Message}" : e.Message);
            }

            _refused = null;
            return new Replacement(ReplacementKind.Taken);
        }
    }

    /// <summary>Stores the waiting images, makes the file one file again, and closes it once the calls in progress have finished.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _commits.CloseAsync();
        Close();
        _file.Dispose();
    }

    protected override TileMap NewLevel(CurrentTiles tiles) => new OtherLevel(this, tiles);

    private ValueTask<StoreResult> StoreAsync(
        ArchiveMap level, IReadOnlyList<CellImage> images, long? taken, CancellationToken cancellationToken) =>
        _commits.StoreAsync(images, taken, cancellationToken, level);

    private ArchiveFile OpenNew()
    {
        if (_file.IsDetached && !_file.HasMoved)
        {
            // SQLite would confuse it with the same file on its older connections.
            throw new MapFormatException("it is one that was in use before and was replaced; start the server anew to take it back");
        }

        if (!_file.Detach())
        {
            throw new MapFormatException("somebody still reads the old one");
        }

        // Later than every version that watchers of the old file heard of, and than those that the new file knows.
        return TileSetOpening.Explain(_path, () => ArchiveFile.Open(_path, _zoom, Math.Max(Now, Changes.Version + 1), _kept, isNew: true));
    }

    private void Take(ArchiveFile file)
    {
        ArchiveFile old = _file;
        _file = file;
        Current.Replace(file.Tiles);
        old.Dispose();
        Changes.Replace(file.LastVersion(Current.Description.Zoom));
        RenewLevels(mayBeNew: true);
    }

    // Runs on GroupCommit's thread.
    private void Store(IReadOnlyList<StoreRequest> requests)
    {
        lock (_writing)
        {
            foreach (StoreRequest request in requests.Where(request => !IsOn(LevelOf(request).Grid, request)))
            {
                request.Fail(new MapWriteException(
                    $"the map was replaced by one of {LevelOf(request).Grid}, which does not have all of the images' cells"));
            }

            StoreRequest[] group = [.. requests.Where(request => IsOn(LevelOf(request).Grid, request))];
            try
            {
                if (group.Length > 0)
                {
                    Store(group);
                }
            }
            catch (MapWriteException e)
            {
                Array.ForEach(group, request => request.Fail(e));
            }

            _file.KeepLogShort();
        }
    }

    private void Store(StoreRequest[] group)
    {
        RefuseMoved();
        ArchivePart[] parts =
        [
            .. group.GroupBy(LevelOf, (level, requests) => new ArchivePart(
                level, level.Details.Zoom!.Value, [.. requests])),
        ];
        long version = _file.Store(parts, Math.Max(Now, parts.Max(part => part.Map.Changes.Version) + 1));

        // An image in a file that nobody can find any more does not count as stored.
        RefuseMoved();
        foreach (ArchivePart part in parts.Where(part => part.Changed.Count > 0))
        {
            AddZoom(part.Zoom);
            part.Map.Changes.Publish(version, part.Changed);
        }

        foreach (ArchivePart part in parts)
        {
            foreach ((StoreRequest request, int older) in part.Requests.Zip(part.Older))
            {
                request.Complete(new StoreResult(part.Map.Changes.Version, older));
            }
        }
    }

    private static ArchiveMap LevelOf(StoreRequest request) => (ArchiveMap)request.Target!;

    private void RefuseMoved()
    {
        if (_file.IsDetached || _file.HasMoved)
        {
            throw new MapWriteException(
                "the map's file was replaced or taken away; send the images again when the server has taken a good one");
        }
    }

    private static bool IsOn(Grid grid, StoreRequest request)
    {
        foreach (CellImage image in request.Images)
        {
            if (!grid.TryGetCell(image.Cell.X, image.Cell.Y, out _, out _))
            {
                return false;
            }
        }

        return true;
    }

    private static long NowBy(TimeProvider time) => VersionTime.Of(time.GetUtcNow());

    /// <summary>Another zoom level of the file, which the archive stores in and replaces.</summary>
    private sealed class OtherLevel(TileArchive archive, CurrentTiles tiles) : ArchiveMap(archive.Name, tiles, tiles.Description.Version)
    {
        public override long? HistorySince => archive.HistorySince;

        public override IMapSource? At(int zoom) => archive.At(zoom);

        public override IWritableMap? AtAny(int zoom) => archive.AtAny(zoom);

        public override ValueTask<StoreResult> StoreAsync(
            IReadOnlyList<CellImage> images, long? taken, CancellationToken cancellationToken) =>
            archive.StoreAsync(this, images, taken, cancellationToken);

        public override Replacement LookForNewFile() => default;

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

        protected override TileMap NewLevel(CurrentTiles tiles) => throw new NotSupportedException("the archive keeps all levels");
    }
}
