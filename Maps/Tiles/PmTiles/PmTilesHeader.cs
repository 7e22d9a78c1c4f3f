using System.Buffers.Binary;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Maps.Tiles.PmTiles;

/// <summary>How directories or tiles are packed.</summary>
internal enum Compression : byte
{
    Unknown = 0,
    None = 1,
    Gzip = 2,
    Brotli = 3,
    Zstd = 4,
}

/// <summary>A part of the file.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How many bytes it has.</param>
internal readonly record struct Section(long Offset, long Length);

/// <summary>The first 127 bytes of a PMTiles archive (https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md, chapter 3).</summary>
internal sealed record PmTilesHeader
{
    public const int Length = 127;

    /// <summary>How many bytes header and root directory may have together, so that a client can get both with one request.</summary>
    public const int LengthWithRoot = 16384;

    private const byte Version = 3;
    private const int VersionAt = 7;
    private const double Degree = 10_000_000;

    private const byte VectorTile = 1;
    private const byte MapLibreTile = 6;

    // The types of images, by their numbers.
    private static readonly string[] Formats = ["", "pbf", "png", "jpg", "webp", "avif"];

    public required Section Root { get; init; }

    public required Section Metadata { get; init; }

    public required Section Leaves { get; init; }

    public required Section Tiles { get; init; }

    /// <summary>How many tiles there are, those with the same image too.</summary>
    public long AddressedTiles { get; init; }

    /// <summary>How many entries all directories have for tiles.</summary>
    public long TileEntries { get; init; }

    /// <summary>How many different images there are.</summary>
    public long TileContents { get; init; }

    /// <summary>Whether the images lie in the order of the tiles.</summary>
    public bool IsClustered { get; init; }

    /// <summary>How directories and metadata are packed.</summary>
    public required Compression Internal { get; init; }

    /// <summary>How the tiles are packed.</summary>
    public required Compression Tile { get; init; }

    /// <summary>The format of the images, such as <c>jpg</c>; empty if the file does not say it.</summary>
    public required string Format { get; init; }

    public int LowestZoom { get; init; }

    public int HighestZoom { get; init; }

    /// <summary>Where on Earth there are images; null if the file does not say it.</summary>
    public GeoBounds? Bounds { get; init; }

    private static ReadOnlySpan<byte> Magic => "PMTiles"u8;

    /// <summary>Whether these first bytes are those of a PMTiles archive of any version.</summary>
    public static bool IsOne(ReadOnlySpan<byte> header) => header.StartsWith(Magic) || IsOld(header);

    /// <summary>Whether an archive can say that its images have this format.</summary>
    public static bool HasFormat(string format) => Array.IndexOf(Formats, format) > VectorTile;

    /// <summary>Reads the header.</summary>
    /// <param name="bytes">The first bytes of the file, all of them if there are fewer.</param>
    /// <param name="fileLength">The length of the file.</param>
    /// <exception cref="MapFormatException">It is not one of an archive of pictures, or the file is shorter than it says.</exception>
    public static PmTilesHeader Read(ReadOnlySpan<byte> bytes, long fileLength)
    {
        RefuseOthers(bytes);
        var header = new PmTilesHeader
        {
            Root = SectionAt(bytes, 8, fileLength),
            Metadata = SectionAt(bytes, 24, fileLength),
            Leaves = SectionAt(bytes, 40, fileLength),
            Tiles = SectionAt(bytes, 56, fileLength),
            Internal = (Compression)bytes[97],
            Tile = (Compression)bytes[98],
            Format = Formats.ElementAtOrDefault(bytes[99]) ?? "",
            Bounds = GeoBounds.TryCreate(
                DegreesAt(bytes, 102), DegreesAt(bytes, 106), DegreesAt(bytes, 110), DegreesAt(bytes, 114), out GeoBounds bounds)
                ? bounds
                : null,
        };

        // The bytes of images tell what they are, also when the header does not.
        RefuseUnreadable("directories", header.Internal, mayBeUnknown: false);
        RefuseUnreadable("tiles", header.Tile, mayBeUnknown: true);
        return header;
    }

    /// <summary>Writes the header, <see cref="Length"/> bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Length];
        Magic.CopyTo(bytes);
        bytes[VersionAt] = Version;
        long[] numbers =
        [
            Root.Offset, Root.Length, Metadata.Offset, Metadata.Length, Leaves.Offset, Leaves.Length, Tiles.Offset, Tiles.Length,
            AddressedTiles, TileEntries, TileContents,
        ];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 + (8 * i)), numbers[i]);
        }

        bytes[96] = IsClustered ? (byte)1 : (byte)0;
        bytes[97] = (byte)Internal;
        bytes[98] = (byte)Tile;
        bytes[99] = (byte)Array.IndexOf(Formats, Format);
        bytes[100] = (byte)LowestZoom;
        bytes[101] = (byte)HighestZoom;
        GeoBounds bounds = Bounds ?? GeoGrid.WorldOf(Projection.WebMercator);
        WriteDegrees(bytes, 102, bounds.West);
        WriteDegrees(bytes, 106, bounds.South);
        WriteDegrees(bytes, 110, bounds.East);
        WriteDegrees(bytes, 114, bounds.North);
        bytes[118] = (byte)HighestZoom;
        WriteDegrees(bytes, 119, (bounds.West + bounds.East) / 2);
        WriteDegrees(bytes, 123, (bounds.South + bounds.North) / 2);
        return bytes;
    }

    // Versions 1 and 2 begin with PM and 16 bits.
    private static bool IsOld(ReadOnlySpan<byte> header) => header is [(byte)'P', (byte)'M', 1 or 2, 0, ..];

    private static void RefuseOthers(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new MapFormatException("the file is empty");
        }

        if (!IsOne(bytes))
        {
            throw new MapFormatException(
                (FileKind.Name(bytes) is { } kind ? $"it is {kind}; " : "")
                + $"expected a PMTiles archive, which begins with 'PMTiles', found the bytes "
                + $"{Convert.ToHexString(bytes[..Math.Min(bytes.Length, Magic.Length)])}");
        }

        int? version = IsOld(bytes) ? bytes[2] : bytes.Length > VersionAt ? bytes[VersionAt] : null;
        if (version is { } found and not Version)
        {
            throw new MapFormatException(
                $"it is a PMTiles archive of version {found}; expected version {Version}, which `pmtiles convert` makes of older ones");
        }

        if (bytes.Length < Length)
        {
            throw new MapFormatException(
                $"it is cut short: expected at least the {Length} bytes of its header, found {bytes.Length}; copy it again");
        }

        if (bytes[99] is VectorTile or MapLibreTile)
        {
            throw new MapFormatException("it is a PMTiles of vector tiles; expected one of pictures (PNG, JPEG, WebP or AVIF)");
        }
    }

    private static void RefuseUnreadable(string what, Compression compression, bool mayBeUnknown)
    {
        if (compression == Compression.Zstd)
        {
            throw new MapFormatException($"its {what} are compressed with zstd, which is not read; make it anew with gzip");
        }

        if (compression > Compression.Zstd || (compression == Compression.Unknown && !mayBeUnknown))
        {
            throw new MapFormatException(
                $"its header does not say in a known way how its {what} are compressed; expected 1 (not), 2 (gzip) or 3 (brotli)");
        }
    }

    private static Section SectionAt(ReadOnlySpan<byte> bytes, int at, long fileLength)
    {
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(at + 8)..]);
        UInt128 end = (UInt128)offset + length;
        return end <= (ulong)fileLength
            ? new Section((long)offset, (long)length)
            : throw new MapFormatException(
                $"it is cut short: expected {end} bytes, as its header says, found {fileLength}; copy it again");
    }

    private static double DegreesAt(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]) / Degree;

    private static void WriteDegrees(Span<byte> bytes, int at, double degrees) =>
        BinaryPrimitives.WriteInt32LittleEndian(bytes[at..], (int)Math.Round(degrees * Degree));
}
