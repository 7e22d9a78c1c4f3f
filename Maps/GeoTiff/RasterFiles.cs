using CodeFirstSatellite.Maps.Changes;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>
/// A GeoTIFF and what belongs to it: its overviews and masks, in the file itself or in others beside it that GDAL makes. Dispose it to
/// close the files.
/// </summary>
internal sealed class RasterFiles : IDisposable
{
    /// <summary>What messages call the GeoTIFF.</summary>
    public const string Itself = "it";

    private const long IsReduced = 1;
    private const long IsMask = 4;
    private const int LongestMetadata = 64 * 1024;

    private readonly List<TiffFile> _files = [];
    private readonly List<TiffDirectory> _overviews = [];
    private readonly List<TiffDirectory> _masks = [];
    private TiffDirectory? _picture;

    private RasterFiles()
    {
    }

    /// <summary>The picture of the highest resolution.</summary>
    public TiffDirectory Picture => _picture!;

    /// <summary>The same in fewer pixels: those of the file, or where it has none those of FILE.ovr.</summary>
    public IReadOnlyList<TiffDirectory> Overviews => _overviews;

    /// <summary>Opens all files.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be read.</exception>
    /// <exception cref="MapFormatException">One is damaged.</exception>
    public static RasterFiles Open(string path)
    {
        var files = new RasterFiles();
        try
        {
            files.Read(path);
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Tells these files from others that replace any of them; null if there is no GeoTIFF.</summary>
    public static string? IdentityOf(string path) => TileSetFile.IdentityOf(path) is { } identity
        ? string.Join('|', [identity, .. Beside(path).Select(TileSetFile.IdentityOf)])
        : null;

    /// <inheritdoc cref="FileVersion.Of" />
    public static long VersionOf(string path) => FileVersion.Of([path, .. Beside(path)]);

    /// <summary>The mask of a picture: the first that has its size; null if it has none.</summary>
    public TiffDirectory? MaskOf(TiffDirectory picture) =>
        _masks.Find(mask => RasterFormat.SizeOf(mask) == RasterFormat.SizeOf(picture));

    /// <inheritdoc />
    public void Dispose() => _files.ForEach(file => file.Dispose());

    private static IEnumerable<string> Beside(string path) =>
        [path + ".ovr", path + ".msk", path + ".msk.ovr", .. WorldFile.PathsOf(path)];

    private static bool IsOfMask(TiffDirectory directory) => (KindOf(directory) & IsMask) != 0;

    private static long KindOf(TiffDirectory directory) => directory.Number(TiffTag.NewSubfileType, 0) & (IsReduced | IsMask);

    // As GDAL looks for them: what is beside the file counts only where the file itself has nothing of the kind.
    private void Read(string path)
    {
        List<TiffDirectory> own = ReadAll(path, Itself);
        _picture = own.Count > 0 ? own[0] : throw new MapFormatException("it is a TIFF file without a picture");
        _overviews.AddRange(own.Skip(1).Where(directory => KindOf(directory) == IsReduced));
        _masks.AddRange(own.Skip(1).Where(IsOfMask));
        if (_overviews.Count == 0)
        {
            List<TiffDirectory> beside = ReadBeside(path + ".ovr");
            _overviews.AddRange(beside.Where(directory => !IsOfMask(directory)));
            _masks.AddRange(beside.Where(IsOfMask));
        }

        if (MaskOf(_picture) is null)
        {
            ReadMasksBeside(path + ".msk");
        }
    }

    private void ReadMasksBeside(string path)
    {
        // GDAL takes no other file for a mask than one that says of which band.
        List<TiffDirectory> masks = ReadBeside(path);
        if (masks.Count == 0 || masks[0].Bytes(TiffTag.GdalMetadata, LongestMetadata).AsSpan().IndexOf("INTERNAL_MASK_FLAGS_1"u8) < 0)
        {
            return;
        }

        (int Width, int Height) expected = RasterFormat.SizeOf(Picture);
        (int Width, int Height) found = RasterFormat.SizeOf(masks[0]);
        if (found != expected)
        {
            throw new MapFormatException(
                $"{masks[0].File.Subject} is the mask of another picture: expected {expected.Width} x {expected.Height} pixels, "
                + $"found {found.Width} x {found.Height}; make it again, or take it away");
        }

        _masks.AddRange(masks);
        if (masks.Count == 1)
        {
            _masks.AddRange(ReadBeside(path + ".ovr"));
        }
    }

    private List<TiffDirectory> ReadBeside(string path) => File.Exists(path) ? ReadAll(path, $"'{Path.GetFileName(path)}'") : [];

    private List<TiffDirectory> ReadAll(string path, string subject)
    {
        var file = TiffFile.Open(path, subject);
        _files.Add(file);
        return TiffDirectory.ReadAll(file);
    }
}
