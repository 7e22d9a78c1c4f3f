namespace CodeFirstSatellite.Maps;

/// <summary>A cell and its image.</summary>
/// <param name="Cell">Where the image belongs.</param>
/// <param name="Bytes">
/// The image, in the map's content type. That of a single cell is good for as long as it is held, that of an area until its
/// reader is waited for again or disposed.
/// </param>
public readonly record struct CellImage(Cell Cell, ReadOnlyMemory<byte> Bytes);
