namespace CodeFirstSatellite.Maps.Tiles.PmTiles;

/// <summary>One zoom level of a file. All levels share the file; the last one to be closed closes it.</summary>
internal sealed class PmTilesLevel : TileVersion
{
    private readonly PmTilesFile _file;
    private readonly IReadOnlyList<TileSetDescription> _levels;

    /// <param name="file">The file, which this becomes a user of.</param>
    /// <param name="levels">All levels of the file, lowest first.</param>
    /// <param name="zoom">This one; null for the highest.</param>
    /// <exception cref="MapFormatException">The file does not have it.</exception>
    public PmTilesLevel(PmTilesFile file, IReadOnlyList<TileSetDescription> levels, int? zoom)
        : base(Find(levels, zoom))
    {
        file.AddUser();
        _file = file;
        _levels = levels;
    }

    public override bool TryGetImage(Cell cell, out CellImage? image)
    {
        image = null;
        return false;
    }

    public override async ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken)
    {
        // It may be a cell of the file before, whose grid was larger.
        if (!Description.Grid.TryGetCell(cell.X, cell.Y, out _, out _))
        {
            return null;
        }

        await _file.TakeTurnAsync(cancellationToken);
        try
        {
            ulong id = HilbertId.Of(Description.Zoom, cell.X, Description.Grid.Height - 1 - cell.Y);
            return _file.Next(id) is { } tile && tile.TileId <= id ? new CellImage(cell, _file.Read(tile)) : null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw _file.Unreadable(e);
        }
        finally
        {
            _file.EndTurn();
        }
    }

    public override IAreaReader OpenArea(GridArea area) => new PmTilesAreaReader(_file, new AreaSearch(_file, Description, area));

    public override TileVersion OpenLevel(int zoom, bool mayBeNew) => new PmTilesLevel(_file, _levels, zoom);

    public override void Dispose()
    {
        _file.Release();
        base.Dispose();
    }

    private static TileSetDescription Find(IReadOnlyList<TileSetDescription> levels, int? zoom) => zoom is null
        ? levels[^1]
        : levels.FirstOrDefault(level => level.Zoom == zoom) ?? throw new MapFormatException(
            $"it has no tiles of zoom level {zoom}; it has those of {string.Join(", ", levels.Select(level => level.Zoom))}");
}
