using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>A zoom level of a file that is only read. It changes only when the file is replaced.</summary>
internal sealed class FileMap : TileMap, IMapSource
{
    private readonly string _path;
    private readonly Func<string, TileVersion> _open;
    private readonly Func<string, string?> _identify;

    // The map that this is a zoom level of; null if it is the map itself.
    private readonly FileMap? _root;
    private string? _refused;

    private FileMap(
        string path,
        string name,
        Func<string, TileVersion> open,
        Func<string, string?> identify,
        string readOnlyBecause,
        CurrentTiles tiles,
        FileMap? root = null)
        : base(name, tiles, tiles.Description.Version)
    {
        _path = path;
        _open = open;
        _identify = identify;
        _root = root;
        ReadOnlyBecause = readOnlyBecause;
    }

    public string ReadOnlyBecause { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The map's name.</param>
    /// <param name="open">Opens the zoom level of the file that is the map, now and when the file was replaced.</param>
    /// <param name="readOnlyBecause">Why images cannot be stored in it.</param>
    /// <param name="identify">Tells the file from others that replace it; null where only the file itself counts.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">The file is not of the format, or incomplete.</exception>
    public static FileMap Open(
        string path, string name, Func<string, TileVersion> open, string readOnlyBecause, Func<string, string?>? identify = null)
    {
        string full = Path.GetFullPath(path);
        return new FileMap(full, name, open, identify ?? TileSetFile.IdentityOf, readOnlyBecause, new CurrentTiles(open(full)));
    }

    public override IMapSource? At(int zoom) => _root is null ? base.At(zoom) : _root.At(zoom);

    public override Replacement LookForNewFile()
    {
        string? identity = _identify(_path);
        if (identity == Current.Description.Identity || (identity ?? "") == _refused)
        {
            return default;
        }

        try
        {
            Current.Replace(_open(_path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or MapFormatException)
        {
            _refused = identity ?? "";
            return new Replacement(ReplacementKind.Refused, e.Message);
        }

        // Last, so a watch that begins meanwhile is told too, whichever file it has read.
        Changes.Replace(Current.Description.Version);
        _refused = null;
        RenewLevels(mayBeNew: false);
        return new Replacement(ReplacementKind.Taken);
    }

    public override ValueTask<IAsyncEnumerable<MapChange>?> ReadChangesAsync(
        GridArea area, long since, CancellationToken cancellationToken) =>
        new(since == Changes.Version ? AsyncEnumerable.Empty<MapChange>() : null);

    /// <summary>Closes the file once the calls in progress have finished. Nothing can be read after that.</summary>
    public override ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    protected override TileMap NewLevel(CurrentTiles tiles) => new FileMap(_path, Name, _open, _identify, ReadOnlyBecause, tiles, this);
}
