using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Maps.Pixels;

/// <summary>
/// Where the images of an area lie in one picture. Its edges are those of the area, or of a rectangle in it, to the nearest pixel.
/// </summary>
internal sealed record PictureFrame
{
    private readonly GridArea _area;

    // What is cut off, in pixels.
    private readonly long _left;
    private readonly long _top;

    private PictureFrame(GridArea area, int imageWidth, int imageHeight, (long Left, long Top, long Right, long Bottom) edges)
    {
        _area = area;
        ImageWidth = imageWidth;
        ImageHeight = imageHeight;
        (_left, _top) = (edges.Left, edges.Top);
        (Width, Height) = (edges.Right - edges.Left, edges.Bottom - edges.Top);
    }

    /// <summary>The width of every image, in pixels.</summary>
    public int ImageWidth { get; }

    /// <summary>The height of every image, in pixels.</summary>
    public int ImageHeight { get; }

    /// <summary>The width of the picture, in pixels, at least 1.</summary>
    public long Width { get; }

    /// <summary>The height of the picture, in pixels, at least 1.</summary>
    public long Height { get; }

    /// <summary>Where on Earth the picture lies; null if that is unknown.</summary>
    public PicturePlace? Place { get; private init; }

    /// <param name="area">The cells.</param>
    /// <param name="imageWidth">The width of every image, in pixels.</param>
    /// <param name="imageHeight">The height of every image, in pixels.</param>
    /// <param name="geography">Where the cells lie; null if that is unknown.</param>
    /// <param name="box">What the picture is cut off at; null for the whole area.</param>
    public static PictureFrame Of(GridArea area, int imageWidth, int imageHeight, GeoGrid? geography, GeoBounds? box)
    {
        GeoGrid? shown = area.East < geography?.Grid.Width ? geography : geography?.Unrolled();
        long width = (long)area.Width * imageWidth;
        long height = (long)area.Height * imageHeight;
        (long left, long right) = (0, width);
        (long top, long bottom) = (0, height);
        if (geography is not null && shown is not null && box is { } wanted)
        {
            (double west, double south, double east, double north) = shown.InCells(geography.Seen(wanted));
            (left, right) = Cut((west - area.West) * imageWidth, (east - area.West) * imageWidth, width);
            (top, bottom) = Cut((area.North + 1 - north) * imageHeight, (area.North + 1 - south) * imageHeight, height);
        }

        return new PictureFrame(area, imageWidth, imageHeight, (left, top, right, bottom))
        {
            Place = shown is null
                ? null
                : PicturePlace.Of(
                    shown,
                    imageWidth,
                    imageHeight,
                    ((long)area.West * imageWidth) + left,
                    ((long)shown.Grid.FlipRow(area.North) * imageHeight) + top),
        };
    }

    /// <summary>The rows of pixels that a row of images has in the picture: the number of the first from the north, and how many.</summary>
    public (long First, int Count) RowsOf(int y)
    {
        long top = TopOf(y);
        long first = Math.Clamp(top, 0, Height);
        return (first, (int)(Math.Clamp(top + ImageHeight, 0, Height) - first));
    }

    /// <summary>The picture's row of pixels that an image's first would be; below 0 if it is cut off.</summary>
    public long TopOf(int y) => (((long)_area.North - y) * ImageHeight) - _top;

    /// <summary>The picture's column of pixels that an image's first would be; below 0 if it is cut off.</summary>
    public long LeftOf(int x) => (((long)x - _area.West) * ImageWidth) - _left;

    // A rectangle thinner than a pixel gets the one that it begins in.
    private static (long First, long End) Cut(double first, double end, long length)
    {
        long begin = Math.Clamp((long)Math.Round(first), 0, length);
        long after = Math.Clamp((long)Math.Round(end), 0, length);
        long only = Math.Clamp((long)first, 0, length - 1);
        return begin < after ? (begin, after) : (only, only + 1);
    }
}
