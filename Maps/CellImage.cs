namespace CodeFirstSatellite.Maps;

/// <summary>A cell and its image.</summary>
/// <param name="Cell">Where the image belongs.</param>
/// <param name="Bytes">
/// The image, in the map's content type. The image of a single cell stays valid; the image of an area is valid until the next wait of its
/// reader, or until the reader is disposed.
/// </param>
public readonly record struct CellImage(Cell Cell, ReadOnlyMemory<byte> Bytes);
