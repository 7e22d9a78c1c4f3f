using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// A tile set in an MBTiles file (https://github.com/mapbox/mbtiles-spec): an SQLite database of images by zoom level, column and row; rows
/// count from the south. One zoom level is the map. It changes only when the file is replaced.
/// </summary>
internal sealed class TileSet : TileMap, IMapSource
{
    private readonly string _path;
    private readonly int? _zoom;
    private string? _refused;

    private TileSet(string path, string name, int? zoom, string? readOnlyBecause, TileVersion version)
        : base(name, new CurrentTiles(version), version.Description.Version)
    {
        _path = path;
        _zoom = zoom;
        ReadOnlyBecause = readOnlyBecause ?? "is a tile set that the server opened to be read";
    }

    public string ReadOnlyBecause { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The map's name.</param>
    /// <param name="zoom">The zoom level that is the map; null for the highest.</param>
    /// <param name="readOnlyBecause">Why images cannot be stored in it; null if that was not checked.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">The file is not a tile set, or incomplete.</exception>
    public static TileSet Open(string path, string name, int? zoom = null, string? readOnlyBecause = null)
    {
        string full = Path.GetFullPath(path);
        return new TileSet(full, name, zoom, readOnlyBecause, TileSetOpening.Open(full, zoom));
    }

    public override Replacement LookForNewFile()
    {
        string? identity = TileSetFile.IdentityOf(_path);
        if (identity == Current.Description.Identity || (identity ?? "") == _refused)
        {
            return default;
        }

        try
        {
            Current.Replace(TileSetOpening.Open(_path, _zoom));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or MapFormatException)
        {
            _refused = identity ?? "";
            return new Replacement(ReplacementKind.Refused, e.Message);
        }

        // Last, so a watch that begins meanwhile is told too, whichever file it has read.
        Changes.Replace(Current.Description.Version);
        _refused = null;
        return new Replacement(ReplacementKind.Taken);
    }

    public override ValueTask<IAsyncEnumerable<MapChange>?> ReadChangesAsync(
        GridArea area, long since, CancellationToken cancellationToken) =>
        new(since == Changes.Version ? AsyncEnumerable.Empty<MapChange>() : null);

    /// <summary>Closes the file once the calls in progress have finished. Nothing can be read after that.</summary>
    public override ValueTask DisposeAsync()
    {
        Current.Dispose();
        return ValueTask.CompletedTask;
    }
}
