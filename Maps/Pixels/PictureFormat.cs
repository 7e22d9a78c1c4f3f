namespace CodeFirstSatellite.Maps.Pixels;

/// <summary>The kinds of files that an area's picture is written as.</summary>
public enum PictureFormat
{
    /// <summary>PNG: cells without an image are transparent.</summary>
    Png,

    /// <summary>JPEG: cells without an image are black, and a side has at most 65,535 pixels.</summary>
    Jpeg,

    /// <summary>TIFF, which says where on Earth it lies (GeoTIFF). Of any height; cells without an image are transparent.</summary>
    Tiff,
}
