using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Maps.Pixels;

/// <summary>Where on Earth a picture lies, in the units of its projection: degrees, or metres of Web Mercator.</summary>
/// <param name="Projection">Its projection.</param>
/// <param name="West">Its western edge.</param>
/// <param name="North">Its northern edge.</param>
/// <param name="PixelWidth">How far a pixel reaches east.</param>
/// <param name="PixelHeight">How far a pixel reaches south.</param>
internal sealed record PicturePlace(Projection Projection, double West, double North, double PixelWidth, double PixelHeight)
{
    /// <param name="grid">The cells of the map.</param>
    /// <param name="imageWidth">The width of every image, in pixels.</param>
    /// <param name="imageHeight">The height of every image, in pixels.</param>
    /// <param name="left">The picture's first column, in pixels from the grid's western edge.</param>
    /// <param name="top">The picture's first row, in pixels from the grid's northern edge.</param>
    public static PicturePlace Of(GeoGrid grid, int imageWidth, int imageHeight, long left, long top)
    {
        (double west, double south, double east, double north) = grid.InUnits(grid.Bounds);
        double pixelWidth = (east - west) / grid.Grid.Width / imageWidth;
        double pixelHeight = (north - south) / grid.Grid.Height / imageHeight;
        return new PicturePlace(
            grid.Projection,
            west + (left * pixelWidth),
            north - (top * pixelHeight),
            pixelWidth,
            pixelHeight);
    }
}
