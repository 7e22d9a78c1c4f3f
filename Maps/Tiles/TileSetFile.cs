using System.Buffers.Binary;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>What can be told without SQLite: whether a file is a tile set, whether it is complete, and which file it is.</summary>
internal static class TileSetFile
{
    // https://sqlite.org/fileformat2.html#the_database_header
    private const int HeaderLength = 100;
    private const int PageSizeAt = 16;
    private const int ChangeCounterAt = 24;
    private const int PageCountAt = 28;
    private const int PageCountIsOfChangeAt = 92;

    private static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    /// <summary>Whether these first bytes are those of an SQLite database.</summary>
    public static bool IsDatabase(ReadOnlySpan<byte> header) => header.StartsWith(Magic);

    /// <summary>Whether the file is an SQLite database, or its extension says that it is a tile set.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Its first bytes, at least 16.</param>
    public static bool IsOne(string path, ReadOnlySpan<byte> header) =>
        IsDatabase(header) || Path.GetExtension(path).Equals(".mbtiles", StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses a file that is not a database, or that somebody is still writing.</summary>
    /// <param name="path">The file itself, not a link: SQLite keeps its journals beside it.</param>
    /// <exception cref="MapFormatException">The file is refused.</exception>
    public static void Check(string path)
    {
        byte[] header = ReadHeader(path);
        if (header.Length == 0)
        {
            throw new MapFormatException("the file is empty");
        }

        if (!IsDatabase(header))
        {
            throw new MapFormatException(
                (FileKind.Name(header) is { } kind ? $"it is {kind}; " : "")
                + $"expected an SQLite database, which begins with 'SQLite format 3', found the bytes "
                + $"{Convert.ToHexString(header.AsSpan(0, Math.Min(header.Length, Magic.Length)))}");
        }

        string journal = path + "-journal";
        if (ReadHeader(journal).AsSpan().ContainsAnyExcept((byte)0))
        {
            throw new MapFormatException(
                $"it is half-written: '{journal}' stands beside it, so a change is under way or was broken off; wait for its end, "
                + $"or have SQLite take it back: sqlite3 '{path}' 'PRAGMA user_version'");
        }

        RefuseCutShort(path, header);
    }

    /// <summary>Whether the database has a write-ahead log (WAL), or needs one when it is opened.</summary>
    public static bool UsesLog(string path)
    {
        const int ReadVersionAt = 19;
        const byte WithLog = 2;
        return ReadHeader(path) is { Length: HeaderLength } header && header[ReadVersionAt] == WithLog;
    }

    /// <summary>Tells this file from a file that replaces it, or another that the link now leads to; null if there is no file.</summary>
    public static string? IdentityOf(string path)
    {
        try
        {
            path = FileTarget.Of(path);
            var file = new FileInfo(path);
            var log = new FileInfo(path + "-wal");
            return file.Exists
                ? $"{file.Length} {file.LastWriteTimeUtc.Ticks} {(log.Exists ? $"{log.Length} {log.LastWriteTimeUtc.Ticks}" : "")} "
                    + $"{Convert.ToHexString(ReadHeader(path))}"
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void RefuseCutShort(string path, byte[] header)
    {
        // With a write-ahead log, the end of the database may still be in the log.
        if (header.Length < HeaderLength || File.Exists(path + "-wal"))
        {
            return;
        }

        long pageSize = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(PageSizeAt)) is var size and not 1 ? size : 65536;
        bool isCountGood = header.AsSpan(ChangeCounterAt, 4).SequenceEqual(header.AsSpan(PageCountIsOfChangeAt, 4));
        long expected = isCountGood ? pageSize * BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(PageCountAt)) : HeaderLength;
        long length = new FileInfo(path).Length;
        if (length < expected)
        {
            throw new MapFormatException($"it is cut short: expected {expected} bytes, as its header says, found {length}; copy it again");
        }
    }

    private static byte[] ReadHeader(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] header = new byte[HeaderLength];
            return header[..file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false)];
        }
        catch (FileNotFoundException) when (path.EndsWith("-journal", StringComparison.Ordinal))
        {
            return [];
        }
    }
}
