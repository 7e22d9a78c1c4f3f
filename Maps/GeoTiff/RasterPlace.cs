using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>Where a picture lies: its outer edges in the units of its projection, degrees (EPSG:4326) or metres (EPSG:3857).</summary>
internal sealed record RasterPlace(Projection Projection, double West, double South, double East, double North)
{
    // OGC 19-008r4, 7.1: a header of four numbers, then four for each key.
    private const int KeyLength = 4;
    private const int MostKeyNumbers = 4 * 256;
    private const long ModelTypeKey = 1024;
    private const long RasterTypeKey = 1025;
    private const long GeographicTypeKey = 2048;
    private const long ProjectedTypeKey = 3072;
    private const long Projected = 1;
    private const long PointRaster = 2;
    private const long UserDefined = 32767;

    /// <summary>The part of Earth that it covers.</summary>
    /// <exception cref="MapFormatException">None.</exception>
    public GeoBounds Bounds
    {
        get
        {
            (double west, double south, double east, double north) = InDegrees(West, South, East, North);
            return GeoBounds.TryCreate(
                Math.Clamp(west, -180, 180),
                Math.Clamp(south, -90, 90),
                Math.Clamp(east, -180, 180),
                Math.Clamp(north, -90, 90),
                out GeoBounds bounds)
                ? bounds
                : throw new MapFormatException(FormattableString.Invariant(
                    $"its georeference is not on Earth: {Crs.Of(Projection)} from {West},{South} to {East},{North}; see gdalinfo"));
        }
    }

    /// <summary>Reads the place of a picture.</summary>
    /// <param name="directory">The picture's.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="path">Its file, beside which a world file may be.</param>
    /// <param name="projection">Its projection, if it does not say so itself; null if unknown.</param>
    /// <param name="advice">What helps where it is refused.</param>
    /// <exception cref="MapFormatException">It is not said, or cells cannot be there.</exception>
    /// <exception cref="MapReadException">The file ends before.</exception>
    public static RasterPlace Read(
        TiffDirectory directory, long width, long height, string path, Projection? projection, GdalAdvice advice)
    {
        Dictionary<long, long> keys = ReadKeys(directory);
        (double Left, double Top, double PixelWidth, double PixelHeight)? inFile = ReadTransform(directory, advice);
        WorldFile? world = inFile is null ? WorldFile.Find(path) : null;
        (double left, double top, double pixelWidth, double pixelHeight) = inFile
            ?? (world is not null ? TransformOf(world, advice) : throw new MapFormatException(
                "it is a GeoTIFF without georeference: nothing in it says where on Earth it lies; if you know its edges in degrees, say "
                + "so: " + advice.Translate("-a_srs EPSG:4326 -a_ullr WEST NORTH EAST SOUTH")));
        if (inFile is not null && keys.GetValueOrDefault(RasterTypeKey) == PointRaster)
        {
            // The coordinates are those of a pixel's middle.
            left -= pixelWidth / 2;
            top += pixelHeight / 2;
        }

        return new RasterPlace(
            ProjectionOf(keys, world, projection, advice), left, top - (height * pixelHeight), left + (width * pixelWidth), top);
    }

    /// <summary>Where cells lie that begin at the north-western corner; null where the projection cannot show that.</summary>
    /// <param name="grid">The cells.</param>
    /// <param name="columns">How many cells are as wide as the picture.</param>
    /// <param name="rows">How many are as high.</param>
    public GeoGrid? Locate(Grid grid, double columns, double rows)
    {
        double east = grid.Width == columns ? East : West + (grid.Width / columns * (East - West));
        double south = grid.Height == rows ? South : North - (grid.Height / rows * (North - South));
        (double West, double South, double East, double North) degrees = InDegrees(West, south, east, North);

        // Towards a pole the latitudes of Web Mercator become one number.
        bool isShown = Projection == Projection.Geodetic || (degrees.South > -89.99 && degrees.North < 89.99);
        return isShown && GeoBounds.TryCreateCover(degrees.West, degrees.South, degrees.East, degrees.North, out GeoBounds cover)
            ? new GeoGrid(grid, Projection, cover)
            : null;
    }

    private (double West, double South, double East, double North) InDegrees(double west, double south, double east, double north) =>
        Projection == Projection.Geodetic
            ? (west, south, east, north)
            : (Mercator.Longitude(west), Mercator.Latitude(south), Mercator.Longitude(east), Mercator.Latitude(north));

    private static Dictionary<long, long> ReadKeys(TiffDirectory directory)
    {
        long[] numbers = directory.Numbers(TiffTag.GeoKeyDirectory, MostKeyNumbers);
        var keys = new Dictionary<long, long>();
        for (int i = KeyLength; i + KeyLength <= numbers.Length; i += KeyLength)
        {
            // Values elsewhere than here are texts and floating-point numbers.
            if (numbers[i + 1] == 0)
            {
                keys.TryAdd(numbers[i], numbers[i + 3]);
            }
        }

        return keys;
    }

    private static (double Left, double Top, double PixelWidth, double PixelHeight)? ReadTransform(
        TiffDirectory directory, GdalAdvice advice)
    {
        double[] scale = directory.Doubles(TiffTag.ModelPixelScale, 3);
        double[] points = directory.Doubles(TiffTag.ModelTiepoint, 12);
        double[] matrix = directory.Doubles(TiffTag.ModelTransformation, 16);
        if (matrix.Length == 16)
        {
            return matrix[1] == 0 && matrix[4] == 0
                ? Upright(matrix[3], matrix[7], matrix[0], -matrix[5], advice)
                : throw Rotated(advice);
        }

        if (scale.Length >= 2 && points.Length >= 6)
        {
            return Upright(points[3] - (points[0] * scale[0]), points[4] + (points[1] * scale[1]), scale[0], scale[1], advice);
        }

        return points.Length <= 6
            ? null
            : throw new MapFormatException($"it has ground control points instead of a georeference; apply them: {advice.Warp()}");
    }

    private static (double Left, double Top, double PixelWidth, double PixelHeight) TransformOf(WorldFile world, GdalAdvice advice) =>
        world.Numbers is [var pixelWidth, 0, 0, var step, var x, var y]
            ? Upright(x - (pixelWidth / 2), y - (step / 2), pixelWidth, -step, advice)
            : throw Rotated(advice);

    private static MapFormatException Rotated(GdalAdvice advice) =>
        new($"it is rotated or skewed against north; turn it: {advice.Warp()}");

    private static (double Left, double Top, double PixelWidth, double PixelHeight) Upright(
        double left, double top, double pixelWidth, double pixelHeight, GdalAdvice advice) =>
        pixelWidth > 0 && pixelHeight > 0 && double.IsFinite(left) && double.IsFinite(top)
            ? (left, top, pixelWidth, pixelHeight)
            : throw new MapFormatException(
                $"its first row is not the northernmost, or its columns run westwards; turn it: {advice.Warp()}");

    private static Projection ProjectionOf(Dictionary<long, long> keys, WorldFile? world, Projection? named, GdalAdvice advice)
    {
        bool isProjected = keys.GetValueOrDefault(ModelTypeKey) == Projected;
        long code = keys.GetValueOrDefault(isProjected ? ProjectedTypeKey : GeographicTypeKey);
        return (isProjected, code) switch
        {
            (_, not 0) when named is not null =>
                throw new MapFormatException("it names its coordinate system (CRS) itself; leave crs out"),
            (false, 4326) => Projection.Geodetic,

            // Names that Web Mercator had before it got its number.
            (true, 3857 or 3785 or 900913 or 102100 or 102113) => Projection.WebMercator,
            (_, 0) => named ?? throw new MapFormatException(
                $"it {(world is null ? "does" : $"has the world file '{world.Name}' beside it, but does")} not name its coordinate system "
                + "(CRS); write it after the file's name, #crs=EPSG:4326 for degrees or #crs=EPSG:3857 for metres, or make a file that "
                + $"names it: {advice.Translate("-a_srs EPSG:4326")}"),
            _ => throw new MapFormatException(
                $"its coordinate system is {(code == UserDefined ? "one without a number" : $"EPSG:{code}")}; "
                + $"those that are served are EPSG:4326 and EPSG:3857: {advice.Warp()}"),
        };
    }
}
