using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Maps.Tiles.PmTiles;

/// <summary>
/// Writes a new PMTiles archive, each image once. An archive has its images in the order of a Hilbert curve, and they
/// arrive in another: they wait in a file of their own beside the archive, and <see cref="Complete"/> puts them in order. Only numbers are
/// kept in memory, some 60 bytes for each tile.
/// </summary>
public sealed class PmTilesWriter : IImageFileWriter
{
    // As many as the reference implementation has at least.
    private const int FirstLeafSize = 4096;

    // More never fit the root directory, so packing them all is not tried.
    private const int MostOfRoot = 65536;

    private const int BufferSize = 128 * 1024;

    private readonly string _path;
    private readonly GeoGrid[] _grids;
    private readonly string _format;
    private readonly byte[] _metadata;
    private readonly FileStream _waiting;

    // Where the images wait, by a number for each, and which number a content has.
    private readonly List<(long Offset, int Length)> _images = [];
    private readonly Dictionary<UInt128, int> _numbers = [];
    private readonly List<(ulong TileId, int Image)> _tiles = [];

    // The area of the highest level that has images, which the header's bounds tell.
    private int _west = int.MaxValue;
    private int _south = int.MaxValue;
    private int _east;
    private int _north;

    private PmTilesWriter(string path, GeoGrid[] grids, string contentType, MapDetails details)
    {
        _path = path;
        _grids = grids;
        _format = ImageType.OfMediaType(contentType).Format;
        _metadata = Packing.Pack(Metadata(details));
        _waiting = OpenWaiting(path + ".images");
    }

    /// <summary>Whether an archive can hold images of a media type: PNG, JPEG, WebP or AVIF.</summary>
    public static bool CanHold(string contentType) => PmTilesHeader.HasFormat(ImageType.OfMediaType(contentType).Format);

    /// <summary>Whether an archive can hold a map that lies there: in Web Mercator, with the tiles of a zoom level as its cells.</summary>
    public static bool CanHold(GeoGrid grid) =>
        grid.Grid.Width == grid.Grid.Height && int.IsPow2(grid.Grid.Width)
        && grid.IsSamePlace(new GeoGrid(grid.Grid, Projection.WebMercator, GeoGrid.WorldOf(Projection.WebMercator)));

    /// <summary>Begins a file.</summary>
    /// <param name="path">An empty file, or none. Images wait beside it, in a file of the same name and <c>.images</c>.</param>
    /// <param name="contentType">Media type of the images.</param>
    /// <param name="details">What is known of the map.</param>
    /// <param name="levels">What the file gets: the cells of each level, lowest first, and where they lie.</param>
    /// <exception cref="ArgumentException">An archive cannot hold such a map; see <see cref="CanHold(GeoGrid)"/>.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static PmTilesWriter Create(string path, string contentType, MapDetails details, params GeoGrid[] levels)
    {
        if (Array.Find(levels, level => !CanHold(level) || !CanHold(contentType)) is { } bad)
        {
            throw new ArgumentException(
                $"A PMTiles archive cannot hold {contentType} of {GeoGrid.Describe(bad)} on {bad.Grid}.", nameof(levels));
        }

        return new PmTilesWriter(path, levels, contentType, details);
    }

    /// <inheritdoc />
    public void Add(int level, int x, int y, ReadOnlyMemory<byte> image)
    {
        // An archive has no empty tiles; a cell without an image is the same.
        if (image.IsEmpty)
        {
            return;
        }

        // Half of a SHA-256: nobody finds two contents that have the same.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(image.Span, hash);
        UInt128 content = BinaryPrimitives.ReadUInt128LittleEndian(hash);
        if (!_numbers.TryGetValue(content, out int number))
        {
            number = _images.Count;
            _numbers.Add(content, number);
            _images.Add((_waiting.Position, image.Length));
            _waiting.Write(image.Span);
        }

        _tiles.Add((HilbertId.Of(ZoomOf(_grids[level]), x, _grids[level].Grid.FlipRow(y)), number));
        if (level == _grids.Length - 1)
        {
            (_west, _south, _east, _north) = (Math.Min(_west, x), Math.Min(_south, y), Math.Max(_east, x), Math.Max(_north, y));
        }
    }

    /// <summary>Puts the images in order, and finishes the file.</summary>
    /// <exception cref="IOException">The file cannot be written, or a cell was added twice.</exception>
    /// <exception cref="MapFormatException">There is no image, and an archive has at least one.</exception>
    public void Complete()
    {
        if (_tiles.Count == 0)
        {
            throw new MapFormatException("there is no image, and a PMTiles archive has at least one");
        }

        _tiles.Sort(static (one, other) => one.TileId.CompareTo(other.TileId));
        (List<DirectoryEntry> entries, List<int> order, long length) = PutInOrder();
        (byte[] root, byte[] leaves) = MakeDirectories(entries);
        var header = new PmTilesHeader
        {
            Root = new Section(PmTilesHeader.Length, root.Length),
            Metadata = new Section(PmTilesHeader.Length + root.Length, _metadata.Length),
            Leaves = new Section(PmTilesHeader.Length + root.Length + _metadata.Length, leaves.Length),
            Tiles = new Section(PmTilesHeader.Length + root.Length + _metadata.Length + leaves.LongLength, length),
            Internal = Compression.Gzip,
            Tile = Compression.None,
            Format = _format,
            LowestZoom = ZoomOf(_grids[0]),
            HighestZoom = ZoomOf(_grids[^1]),
            Bounds = _west <= _east ? _grids[^1].BoundsOf(new GridArea(_west, _south, _east, _north)) : _grids[^1].Bounds,
            IsClustered = true,
            AddressedTiles = _tiles.Count,
            TileEntries = entries.Count,
            TileContents = order.Count,
        };
        using var file = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.None, BufferSize);
        file.Write(header.ToBytes());
        file.Write(root);
        file.Write(_metadata);
        file.Write(leaves);
        CopyImages(order, file);
        Dispose();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        try
        {
            _waiting.Dispose();
        }
        catch (IOException)
        {
            // The disk has no room for the last images, and nobody wants them any more.
        }
    }

    private static int ZoomOf(GeoGrid level) => int.Log2(level.Grid.Width);

    private static FileStream OpenWaiting(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = BufferSize,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private static byte[] Metadata(MapDetails details)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)
            [
                ("name", details.Title),
                ("description", details.Description),
                ("attribution", details.Attribution),
                ("version", details.Version),
                ("type", "baselayer"),
            ])
            {
                if (value.Length > 0)
                {
                    json.WriteString(name, value);
                }
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    // The images in the order in which the tiles need them first, and the entries: one for tiles in a row that have the same image.
    private (List<DirectoryEntry> Entries, List<int> Order, long Length) PutInOrder()
    {
        var entries = new List<DirectoryEntry>();
        var order = new List<int>();
        long[] offsets = new long[_images.Count];
        Array.Fill(offsets, -1);
        long length = 0;
        int before = -1;
        foreach ((ulong id, int image) in _tiles)
        {
            if (entries is [.., var last])
            {
                if (id < last.End)
                {
                    throw new IOException($"the tile of number {id} was added twice");
                }

                if (id == last.End && image == before)
                {
                    entries[^1] = last with { RunLength = last.RunLength + 1 };
                    continue;
                }
            }

            if (offsets[image] < 0)
            {
                offsets[image] = length;
                length += _images[image].Length;
                order.Add(image);
            }

            entries.Add(new DirectoryEntry(id, offsets[image], _images[image].Length, RunLength: 1));
            before = image;
        }

        return (entries, order, length);
    }

    // All entries in the root directory if it can be that large, else in leaves that are large enough for the root to hold them.
    private static (byte[] Root, byte[] Leaves) MakeDirectories(List<DirectoryEntry> entries)
    {
        const int MostRootBytes = PmTilesHeader.LengthWithRoot - PmTilesHeader.Length;
        ReadOnlySpan<DirectoryEntry> all = CollectionsMarshal.AsSpan(entries);
        if (all.Length <= MostOfRoot && Packing.Pack(TileDirectory.Write(all)) is { Length: <= MostRootBytes } single)
        {
            return (single, []);
        }

        for (int size = FirstLeafSize; ; size *= 2)
        {
            using var leaves = new MemoryStream();
            var inRoot = new List<DirectoryEntry>();
            for (int from = 0; from < all.Length; from += size)
            {
                byte[] leaf = Packing.Pack(TileDirectory.Write(all[from..Math.Min(all.Length, from + size)]));
                inRoot.Add(new DirectoryEntry(all[from].TileId, leaves.Length, leaf.Length, RunLength: 0));
                leaves.Write(leaf);
            }

            if (Packing.Pack(TileDirectory.Write(CollectionsMarshal.AsSpan(inRoot))) is { Length: <= MostRootBytes } root)
            {
                return (root, leaves.ToArray());
            }
        }
    }

    private void CopyImages(List<int> order, FileStream file)
    {
        _waiting.Flush();
        byte[] bytes = [];
        foreach (int number in order)
        {
            (long offset, int length) = _images[number];
            if (length > bytes.Length)
            {
                bytes = new byte[Math.Max(length, 64 * 1024)];
            }

            for (int count = 0; count < length;)
            {
                int read = RandomAccess.Read(_waiting.SafeFileHandle, bytes.AsSpan(count, length - count), offset + count);
                count += read > 0 ? read : throw new IOException("the file in which images wait was cut short");
            }

            file.Write(bytes, 0, length);
        }
    }
}
