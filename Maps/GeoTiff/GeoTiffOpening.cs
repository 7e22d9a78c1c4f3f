using CodeFirstSatellite.Maps.Changes;
using CodeFirstSatellite.Maps.Geography;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>
/// Opens a GeoTIFF, or says why it is not served. Its overviews, the same picture in fewer pixels, are lower zoom levels.
/// </summary>
internal static class GeoTiffOpening
{
    private const long IsReduced = 1;
    private const long IsMask = 4;
    private const int MostZoom = 30;

    // Of web maps at zoom level 0, in metres: the world in one tile of 256 pixels.
    private const double WebPixel = 2 * Math.PI * 6378137 / 256;

    /// <param name="path">The file.</param>
    /// <param name="zoom">The zoom level that is the map; null for the highest.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">The file is damaged, or not served.</exception>
    public static GeoTiffVersion Open(string path, int? zoom)
    {
        string identity = TileSetFile.IdentityOf(path)
            ?? throw new FileNotFoundException($"the file '{path}' was taken away while it was opened", path);
        long version = FileVersion.Of(path);
        TiffFile file = TiffFile.Open(path);
        try
        {
            List<RasterLevel> levels = ReadLevels(file, identity, version, new GdalAdvice(path));
            RasterLevel served = zoom is null ? levels[^1] : levels.Find(level => level.Description.Zoom == zoom)
                ?? throw new MapFormatException($"it has no zoom level {zoom}; it has {Names(levels)}");
            return new GeoTiffVersion(file, levels, served);
        }
        catch (Exception e)
        {
            file.Dispose();
            throw e is MapReadException ? new MapFormatException(e.Message, e) : e;
        }
    }

    private static string Names(List<RasterLevel> levels) => string.Join(", ", levels.Select(level => level.Description.Zoom));

    private static List<RasterLevel> ReadLevels(TiffFile file, string identity, long version, GdalAdvice advice)
    {
        List<TiffDirectory> directories = TiffDirectory.ReadAll(file);
        if (directories.Count == 0)
        {
            throw new MapFormatException("it is a TIFF file without a picture");
        }

        TiffDirectory main = directories[0];
        RasterFormat format = RasterFormat.Read(main, advice);
        var place = RasterPlace.Read(main, format.Width, format.Height, advice);
        MapDetails details = DetailsOf(main, place);
        var pictures = new SortedDictionary<int, (TiffDirectory Directory, RasterFormat Format, GeoGrid Geography)>
        {
            [0] = (main, format, Locate(format, place) ?? throw new MapFormatException(
                $"its tiles reach far beyond what {Crs.Of(place.Projection)} can show; make them smaller: "
                + advice.Translate("-co BLOCKSIZE=128"))),
        };
        foreach (TiffDirectory directory in directories.Skip(1))
        {
            if (IsOverview(directory)
                && TryRead(directory, advice) is { } overview
                && HalvingsOf(format, overview) is { } halvings
                && Locate(overview, place) is { } geography)
            {
                pictures.TryAdd(halvings, (directory, overview, geography));
            }
        }

        int highest = HighestZoom(place, format, pictures.Keys.Max());
        details = details with { Zooms = [.. pictures.Keys.Reverse().Select(halvings => highest - halvings)] };
        return
        [
            .. pictures.Reverse().Select(picture => MakeLevel(
                file,
                picture.Value.Directory,
                picture.Value.Format,
                identity,
                version,
                details with { Zoom = highest - picture.Key, Geography = picture.Value.Geography },
                advice)),
        ];
    }

    private static RasterLevel MakeLevel(
        TiffFile file,
        TiffDirectory directory,
        RasterFormat format,
        string identity,
        long version,
        MapDetails details,
        GdalAdvice advice)
    {
        var blocks = new BlockTable(file, directory, format);
        blocks.Check();
        bool isJpeg = format.Compression == RasterCompression.Jpeg;
        var description = new TileSetDescription(identity, details.Geography!.Grid, isJpeg ? "image/jpeg" : "image/png", details)
        {
            Version = version,
        };
        if (isJpeg)
        {
            return new JpegLevel(description, new JpegBlocks(file, format, blocks));
        }

        var decoder = new BlockDecoder(file, format, blocks);
        if (format.IsTiled)
        {
            return new TiledLevel(description, format, decoder);
        }

        StripedLevel.Check(format, advice);
        return new StripedLevel(description, format, decoder);
    }

    private static MapDetails DetailsOf(TiffDirectory main, RasterPlace place) => new()
    {
        Title = main.Text(TiffTag.DocumentName),
        Description = main.Text(TiffTag.ImageDescription),
        Attribution = main.Text(TiffTag.Copyright),
        Version = main.Text(TiffTag.DateTime),
        Bounds = place.Bounds,
    };

    private static bool IsOverview(TiffDirectory directory) =>
        directory.Number(TiffTag.NewSubfileType, 0) is var kind && (kind & IsReduced) != 0 && (kind & IsMask) == 0;

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
