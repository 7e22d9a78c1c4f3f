using CodeFirstSatellite.Maps.Reading;
using Microsoft.Win32.SafeHandles;

namespace CodeFirstSatellite.Maps.Tiles.PmTiles;

/// <summary>
/// An open PMTiles archive. The root directory and some others are in memory; everything else is read from the file, a few reads at a
/// time. It counts its users and closes when the last one releases it. Thread-safe.
/// </summary>
internal sealed class PmTilesFile : IDisposable
{
    /// <summary>How many bytes of a tile are read, packed or unpacked.</summary>
    public const int MostTileBytes = 64 * 1024 * 1024;

    /// <summary>How many bytes of the metadata are read, packed or unpacked.</summary>
    private const int MostMetadataBytes = 16 * 1024 * 1024;

    // The specification discourages more than a root and its leaves.
    private const int MostLevels = 4;

    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly PmTilesHeader _header;
    private readonly TileDirectory _root;
    private readonly DirectoryCache _directories = new();

    // Twice the processors, since a reader may wait for the disk.
    private readonly SemaphoreSlim _turns = new(Math.Clamp(2 * Environment.ProcessorCount, 4, 16));
    private int _users = 1;

    private PmTilesFile(string path, SafeFileHandle handle, PmTilesHeader header)
    {
        _path = path;
        _handle = handle;
        _header = header;
        _root = ReadDirectory("root directory", header.Root);
        Metadata = ReadMetadata();
    }

    public PmTilesHeader Header => _header;

    /// <summary>The metadata, in JSON; empty if there is none.</summary>
    public byte[] Metadata { get; }

    /// <summary>Opens a file. The caller is its first user.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">The file is not an archive of pictures, or shorter than its header says.</exception>
    /// <exception cref="InvalidDataException">The root directory or the metadata is damaged.</exception>
    public static PmTilesFile Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            byte[] header = new byte[PmTilesHeader.Length];
            int count = 0;
            while (count < header.Length && RandomAccess.Read(handle, header.AsSpan(count), count) is > 0 and var read)
            {
                count += read;
            }

            return new PmTilesFile(path, handle, PmTilesHeader.Read(header.AsSpan(0, count), RandomAccess.GetLength(handle)));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Adds a user, who calls <see cref="Release"/>.</summary>
    public void AddUser() => Interlocked.Increment(ref _users);

    /// <summary>Ends a use; the last one closes the file.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            Dispose();
        }
    }

    /// <summary>Closes the file. Only <see cref="Release"/> calls it, after the last use.</summary>
    public void Dispose()
    {
        _handle.Dispose();
        _turns.Dispose();
    }

    /// <summary>What a reader of the map is told of a failure of this file.</summary>
    public MapReadException Unreadable(Exception cause) => new($"the PMTiles archive '{_path}': {cause.Message}", cause);

    /// <summary>Waits for a turn to read; <see cref="EndTurn"/> ends it.</summary>
    public Task TakeTurnAsync(CancellationToken cancellationToken) => _turns.WaitAsync(cancellationToken);

    public void EndTurn() => _turns.Release();

    /// <summary>The entry that has a tile, or else the next one after it; null if there is none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A directory is damaged.</exception>
    public DirectoryEntry? Next(ulong id) => Next(_root, id, level: 1);

    /// <summary>Reads a tile's image.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The tile is damaged, or the file was cut short.</exception>
    public byte[] Read(DirectoryEntry tile)
    {
        byte[] bytes = new byte[Check(tile.Length)];
        Read(_header.Tiles.Offset + tile.Offset, bytes);
        return Unpack("tile", tile.Offset, bytes, _header.Tile, MostTileBytes);
    }

    /// <summary>Reads a tile's image into a batch.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The tile is damaged, or the file was cut short.</exception>
    public void Read(DirectoryEntry tile, Cell cell, ImageBatch batch)
    {
        if (_header.Tile is Compression.None or Compression.Unknown)
        {
            Read(_header.Tiles.Offset + tile.Offset, batch.Add(cell, Check(tile.Length)));
        }
        else
        {
            batch.Add(cell, Read(tile));
        }
    }

    private static int Check(int length) => length <= MostTileBytes
        ? length
        : throw new InvalidDataException($"one of its tiles has {length} bytes; at most {MostTileBytes} are read");

    private DirectoryEntry? Next(TileDirectory directory, ulong id, int level)
    {
        for (int i = Math.Max(0, directory.IndexUpTo(id)); i < directory.Count; i++)
        {
            DirectoryEntry entry = directory[i];
            DirectoryEntry? found = entry.IsDirectory ? Next(Leaf(entry, level), id, level + 1) : id < entry.End ? entry : null;
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    private TileDirectory Leaf(DirectoryEntry entry, int level)
    {
        if (level == MostLevels)
        {
            throw new InvalidDataException($"its directories are nested more than {MostLevels} deep");
        }

        if (!_directories.TryGet(entry.Offset, out TileDirectory? leaf))
        {
            leaf = ReadDirectory("leaf directory", new Section(_header.Leaves.Offset + entry.Offset, entry.Length));
            _directories.Add(entry.Offset, leaf);
        }

        // Otherwise the next tile after one could be in any of the directories after.
        return leaf[0].TileId >= entry.TileId
            ? leaf
            : throw new InvalidDataException(
                $"its leaf directory at byte {entry.Offset} begins with tile {leaf[0].TileId}, expected {entry.TileId}");
    }

    private TileDirectory ReadDirectory(string what, Section section)
    {
        try
        {
            return TileDirectory.Read(
                Packing.Unpack(ReadSection(section, TileDirectory.MostBytes), _header.Internal, TileDirectory.MostBytes),
                _header.Tiles.Length,
                _header.Leaves.Length);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(what, section.Offset, e);
        }
    }

    private byte[] ReadMetadata()
    {
        try
        {
            return _header.Metadata.Length == 0
                ? []
                : Packing.Unpack(ReadSection(_header.Metadata, MostMetadataBytes), _header.Internal, MostMetadataBytes);
        }
        catch (InvalidDataException e)
        {
            throw Damaged("metadata", _header.Metadata.Offset, e);
        }
    }

    private byte[] ReadSection(Section section, int most)
    {
        if (section.Length > most)
        {
            throw new InvalidDataException($"it has {section.Length} bytes; at most {most} are read");
        }

        byte[] bytes = new byte[section.Length];
        Read(section.Offset, bytes);
        return bytes;
    }

    private static byte[] Unpack(string what, long offset, byte[] bytes, Compression compression, int most)
    {
        try
        {
            return Packing.Unpack(bytes, compression, most);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(what, offset, e);
        }
    }

    private static InvalidDataException Damaged(string what, long offset, InvalidDataException cause) =>
        new($"its {what} at byte {offset} is damaged: {cause.Message}; copy the file again", cause);

    private void Read(long offset, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = RandomAccess.Read(_handle, bytes, offset);
            if (count == 0)
            {
                throw new InvalidDataException(
                    $"it was cut short after it was opened: expected {bytes.Length} bytes more at byte {offset}; write the file anew");
            }

            offset += count;
            bytes = bytes[count..];
        }
    }
}
