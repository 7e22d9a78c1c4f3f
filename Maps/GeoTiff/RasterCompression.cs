namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>How blocks are compressed, as TIFF numbers it.</summary>
internal enum RasterCompression
{
    None = 1,
    Lzw = 5,
    Jpeg = 7,
    Deflate = 8,
    PackBits = 32773,
}
