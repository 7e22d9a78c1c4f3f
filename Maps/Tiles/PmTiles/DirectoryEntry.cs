namespace CodeFirstSatellite.Maps.Tiles.PmTiles;

/// <summary>An entry of a directory: where an image lies that some tiles have, or another directory.</summary>
/// <param name="TileId">The first tile (<see cref="HilbertId"/>).</param>
/// <param name="Offset">Where its bytes begin in their section of the file.</param>
/// <param name="Length">How many there are, at least 1.</param>
/// <param name="RunLength">How many tiles in a row have the image; 0 for a directory.</param>
internal readonly record struct DirectoryEntry(ulong TileId, long Offset, int Length, uint RunLength)
{
    /// <summary>Whether it leads to another directory.</summary>
    public bool IsDirectory => RunLength == 0;

    /// <summary>The number after its last tile.</summary>
    public ulong End => TileId + RunLength;
}
