namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>What samples mean, as TIFF numbers it. A last sample may be alpha in each.</summary>
internal enum RasterColour
{
    GreyFromWhite = 0,
    Grey = 1,
    Rgb = 2,
    Palette = 3,
    YCbCr = 6,
}
