using CodeFirstSatellite.Maps.Geography;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>
/// Opens a GeoTIFF, or says why it is not served. Its overviews, the same picture in fewer pixels, are lower zoom levels.
/// </summary>
internal static class GeoTiffOpening
{
    private const int MostZoom = 30;

    // Of web maps at zoom level 0, in metres: the world in one tile of 256 pixels.
    private const double WebPixel = 2 * Math.PI * 6378137 / 256;

    /// <param name="path">The file.</param>
    /// <param name="zoom">The zoom level that is the map; null for the highest.</param>
    /// <param name="projection">The projection of a file that does not name its own; null if unknown.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">The file is damaged, or not served.</exception>
    public static GeoTiffVersion Open(string path, int? zoom, Projection? projection)
    {
        string identity = RasterFiles.IdentityOf(path)
            ?? throw new FileNotFoundException($"the file '{path}' was taken away while it was opened", path);
        long version = RasterFiles.VersionOf(path);
        RasterFiles? files = null;
        try
        {
            files = RasterFiles.Open(path);
            List<RasterLevel> levels = ReadLevels(files, path, identity, version, projection);
            RasterLevel served = zoom is null ? levels[^1] : levels.Find(level => level.Description.Zoom == zoom)
                ?? throw new MapFormatException($"it has no zoom level {zoom}; it has {Names(levels)}");
            return new GeoTiffVersion(files, levels, served);
        }
        catch (Exception e)
        {
            files?.Dispose();
            throw e is MapReadException ? new MapFormatException(e.Message, e) : e;
        }
    }

    private static string Names(List<RasterLevel> levels) => string.Join(", ", levels.Select(level => level.Description.Zoom));

    private static List<RasterLevel> ReadLevels(
        RasterFiles files, string path, string identity, long version, Projection? projection)
    {
        var advice = new GdalAdvice(path);
        TiffDirectory main = files.Picture;
        RasterFormat format = RasterFormat.Read(main, advice);
        var place = RasterPlace.Read(main, format.Width, format.Height, path, projection, advice);
        MapDetails details = DetailsOf(main, place);
        var pictures = new SortedDictionary<int, (TiffDirectory Directory, RasterFormat Format, GeoGrid Geography)>
        {
            [0] = (main, format, Locate(format, place) ?? throw new MapFormatException(
                $"its tiles reach far beyond what {Crs.Of(place.Projection)} can show; make them smaller: "
                + advice.Translate("-co BLOCKSIZE=128"))),
        };
        foreach (TiffDirectory directory in files.Overviews)
        {
            if (TryRead(directory, advice) is { } overview
                && HalvingsOf(format, overview) is { } halvings
                && Locate(overview, place) is { } geography)
            {
                pictures.TryAdd(halvings, (directory, overview with { Nodata = format.Nodata }, geography));
            }
        }

        int highest = HighestZoom(place, format, pictures.Keys.Max());
        details = details with { Zooms = [.. pictures.Keys.Reverse().Select(halvings => highest - halvings)] };
        return
        [
            .. pictures.Reverse().Select(picture => MakeLevel(
                picture.Value.Directory,
                picture.Value.Format,
                files.MaskOf(picture.Value.Directory),
                isPng => new TileSetDescription(
                    identity,
                    picture.Value.Geography.Grid,
                    isPng ? "image/png" : "image/jpeg",
                    details with { Zoom = highest - picture.Key, Geography = picture.Value.Geography })
                {
                    Version = version,
                },
                advice)),
        ];
    }

    // GDAL looks for nodata values only where there is no mask.
    private static RasterLevel MakeLevel(
        TiffDirectory directory,
        RasterFormat format,
        TiffDirectory? maskDirectory,
        Func<bool, TileSetDescription> describe,
        GdalAdvice advice)
    {
        RasterMask? mask = maskDirectory is null ? null : MakeMask(maskDirectory, advice);
        format = mask is null ? format : format with { Nodata = null };
        var blocks = new BlockTable(directory, format, directory.File.Subject);
        blocks.Check();
        if (format.Compression == RasterCompression.Jpeg)
        {
            var pictures = new JpegBlocks(format, blocks);
            return mask is null && format.Nodata is null
                ? new JpegLevel(describe(false), pictures)
                : new DecodedJpegLevel(describe(true), format, pictures, mask);
        }

        var decoder = new BlockDecoder(format, blocks);
        if (format.IsTiled)
        {
            return new TiledLevel(describe(true), format, decoder, mask);
        }

        StripedLevel.Check(format, advice);
        return new StripedLevel(describe(true), format, decoder, mask);
    }

    private static RasterMask MakeMask(TiffDirectory directory, GdalAdvice advice)
    {
        string subject = directory.File.Subject == RasterFiles.Itself ? "its mask" : directory.File.Subject;
        RasterFormat format = ReadMaskFormat(directory, subject, advice);
        var blocks = new BlockTable(directory, format, subject);
        blocks.Check();
        return new RasterMask(format, new BlockDecoder(format, blocks));
    }

    private static RasterFormat ReadMaskFormat(TiffDirectory directory, string subject, GdalAdvice advice)
    {
        try
        {
            var format = RasterFormat.ReadMask(directory, advice);
            if (!format.IsTiled)
            {
                StripedLevel.Check(format, advice);
            }

            return format;
        }
        catch (MapFormatException e)
        {
            throw new MapFormatException($"{subject} cannot be used: {e.Message}", e);
        }
    }

    private static MapDetails DetailsOf(TiffDirectory main, RasterPlace place) => new()
    {
        Title = main.Text(TiffTag.DocumentName),
        Description = main.Text(TiffTag.ImageDescription),
        Attribution = main.Text(TiffTag.Copyright),
        Version = main.Text(TiffTag.DateTime),
        Bounds = place.Bounds,
    };

    // What is wrong with an overview leaves the picture itself as good as it was.
    private static RasterFormat? TryRead(TiffDirectory directory, GdalAdvice advice)
    {
        try
        {
            var format = RasterFormat.Read(directory, advice);
            if (!format.IsTiled)
            {
                StripedLevel.Check(format, advice);
            }

            return format;
        }
        catch (MapFormatException)
        {
            return null;
        }
    }

    /// <summary>How often a picture was halved to become its overview; null if it was not.</summary>
    private static int? HalvingsOf(RasterFormat picture, RasterFormat overview)
    {
        int halvings = (int)Math.Round(Math.Log2((double)picture.Width / overview.Width));
        return halvings is > 0 and <= MostZoom && IsHalved(picture.Width, overview.Width) && IsHalved(picture.Height, overview.Height)
            ? halvings
            : null;

        bool IsHalved(int side, int reduced) => Math.Abs((side / Math.Pow(2, halvings)) - reduced) <= 1;
    }

    private static GeoGrid? Locate(RasterFormat format, RasterPlace place)
    {
        (int width, int height) = format.IsTiled
            ? (format.BlockWidth, format.BlockHeight)
            : (StripedLevel.CellSize, StripedLevel.CellSize);
        var grid = new Grid(1 + ((format.Width - 1) / width), 1 + ((format.Height - 1) / height));
        return place.Locate(grid, (double)format.Width / width, (double)format.Height / height);
    }

    // That of web maps if the picture has the resolution of one of theirs.
    private static int HighestZoom(RasterPlace place, RasterFormat format, int mostHalvings)
    {
        double zoom = Math.Log2(WebPixel / ((place.East - place.West) / format.Width));
        double nearest = Math.Round(zoom);
        bool isOfWeb = place.Projection == Projection.WebMercator
            && Math.Abs(zoom - nearest) < 0.01
            && nearest >= mostHalvings
            && nearest <= MostZoom;
        return isOfWeb ? (int)nearest : mostHalvings;
    }
}
