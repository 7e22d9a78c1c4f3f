namespace CodeFirstSatellite.Maps;

/// <summary>A cell and its image.</summary>
/// <param name="Cell">Where the image belongs.</param>
/// <param name="Bytes">The image, in the map's content type; valid until the source is disposed.</param>
public readonly record struct CellImage(Cell Cell, ReadOnlyMemory<byte> Bytes);
