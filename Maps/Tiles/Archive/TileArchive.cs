using System.Runtime.CompilerServices;
using CodeFirstSatellite.Maps.Changes;
using CodeFirstSatellite.Maps.Storing;
using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>
/// A tile set that images are stored in. While it is in use its file has a write-ahead log, so reading goes on while a transaction is
/// written. What is acknowledged is on the disk.
/// </summary>
internal sealed class TileArchive : TileMap, IWritableMap
{
    private readonly string _path;
    private readonly int? _zoom;
    private readonly TimeProvider _time;
    private readonly GroupCommit _commits;

    // Held while the file is written to, and while another replaces it.
    private readonly Lock _writing = new();
    private readonly List<CellImage> _changed = [];
    private ArchiveFile _file;
    private string? _refused;

    private TileArchive(string path, string name, int? zoom, TimeProvider time, ArchiveFile file)
        : base(name, new CurrentTiles(file.Tiles), file.LastVersion())
    {
        _path = path;
        _zoom = zoom;
        _time = time;
        _file = file;
        _commits = new GroupCommit(Store);
    }

    private long Now => NowBy(_time);

    /// <summary>Opens a file, and adds once what it needs to be written to.</summary>
    /// <exception cref="NotWritableException">The file cannot be written to.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">The file is not a tile set, is incomplete, or SQLite cannot open it now.</exception>
    public static TileArchive Open(string path, string name, int? zoom, TimeProvider time) => TileSetOpening.Explain(path, () =>
    {
        string full = Path.GetFullPath(path);
        return new TileArchive(full, name, zoom, time, ArchiveFile.Open(full, zoom, NowBy(time), isNew: false));
    });

    public ValueTask<long> StoreAsync(IReadOnlyList<CellImage> images, CancellationToken cancellationToken) =>
        _commits.StoreAsync(images, cancellationToken);

    public override ValueTask<IAsyncEnumerable<MapChange>?> ReadChangesAsync(GridArea area, long since, CancellationToken cancellationToken)
    {
        TileSetDescription description = Current.Description;
        long last = Changes.Version;
        return new(since >= description.Since && since <= last ? ReadAsync(cancellationToken) : null);

        async IAsyncEnumerable<MapChange> ReadAsync([EnumeratorCancellation] CancellationToken readerEnds)
        {
            TileVersion version = Current.Use();
            try
            {
                if (version.Description != description)
                {
                    throw new MapReplacedException();
                }

                await foreach (MapChange change in ((TilesOnDisk)version).ReadChanges(area, since, last, readerEnds))
                {
                    yield return change;
                }
            }
            finally
            {
                version.Release();
            }
        }
    }

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
        Current.Dispose();
        _file.Dispose();
    }

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
        return TileSetOpening.Explain(_path, () => ArchiveFile.Open(_path, _zoom, Math.Max(Now, Changes.Version + 1), isNew: true));
    }

    private void Take(ArchiveFile file)
    {
        ArchiveFile old = _file;
        _file = file;
        Current.Replace(file.Tiles);
        old.Dispose();
        Changes.Replace(file.LastVersion());
    }

    // Runs on GroupCommit's thread.
    private void Store(IReadOnlyList<StoreRequest> requests)
    {
        lock (_writing)
        {
            Grid grid = Grid;
            foreach (StoreRequest request in requests.Where(request => !IsOn(grid, request)))
            {
                request.Fail(new MapWriteException($"the map was replaced by one of {grid}, which does not have all of the images' cells"));
            }

            StoreRequest[] group = [.. requests.Where(request => IsOn(grid, request))];
            try
            {
                long version = Store(group.SelectMany(request => request.Images));
                Array.ForEach(group, request => request.Complete(version));
            }
            catch (MapWriteException e)
            {
                Array.ForEach(group, request => request.Fail(e));
            }

            _file.KeepLogShort();
        }
    }

    private long Store(IEnumerable<CellImage> images)
    {
        RefuseMoved();
        _changed.Clear();
        long version = _file.Store(images, Math.Max(Now, Changes.Version + 1), _changed);

        // An image in a file that nobody can find any more does not count as stored.
        RefuseMoved();
        if (_changed.Count > 0)
        {
            Changes.Publish(version, _changed);
        }

        return _changed.Count > 0 ? version : Changes.Version;
    }

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

    private static long NowBy(TimeProvider time) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
