using CodeFirstSatellite.Maps.GeoTiff;

namespace CodeFirstSatellite.Maps;

/// <summary>Names files that are no maps by their first bytes.</summary>
internal static class FileKind
{
    /// <summary>How many first bytes <see cref="Name"/> looks at.</summary>
    public const int HeaderLength = 16;

    /// <summary>What the file is, such as "a JPEG picture"; null if its first bytes do not tell.</summary>
    public static string? Name(ReadOnlySpan<byte> header) => ImageType.Of(header).Format switch
    {
        "jpg" => "a JPEG picture",
        "png" => "a PNG picture",
        "gif" => "a GIF picture",
        "webp" => "a WebP picture",
        "avif" => "an AVIF picture",
        "gzip" => "compressed with gzip",
        _ => NameOther(header),
    };

    private static string? NameOther(ReadOnlySpan<byte> header) =>
        header.StartsWith("PMTiles"u8) ? "a PMTiles archive"
        : TiffFile.IsOne(header) ? "a TIFF file"
        : header.StartsWith("BM"u8) && header.Length > 9 && header[6..10].IndexOfAnyExcept((byte)0) < 0 ? "a BMP picture"
        : header.Length >= 12 && header[4..8].SequenceEqual("ftyp"u8) ? "an HEIF or MP4 file"
        : header.Length >= 8 && header[4..8].SequenceEqual("jP  "u8) ? "a JPEG 2000 picture"
        : header.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']) ? "an HDF5 or NetCDF file"
        : header.StartsWith("CDF"u8) ? "a NetCDF file"
        : header.StartsWith("GRIB"u8) ? "a GRIB file"
        : header.StartsWith("PK\x3\x4"u8) ? "a ZIP archive"
        : header.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? "compressed with zstd"
        : header.StartsWith("%PDF"u8) ? "a PDF document"
        : header.StartsWith("<?xml"u8) || header.StartsWith("<!DOC"u8) || header.StartsWith("<html"u8) ? "an XML or HTML document"
        : header.StartsWith("{"u8) ? "a JSON document"
        : null;
}
