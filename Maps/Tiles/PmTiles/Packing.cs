using System.IO.Compression;

namespace CodeFirstSatellite.Maps.Tiles.PmTiles;

/// <summary>Packs and unpacks bytes.</summary>
internal static class Packing
{
    /// <summary>Unpacks bytes.</summary>
    /// <param name="bytes">Packed bytes.</param>
    /// <param name="compression">How they are packed.</param>
    /// <param name="limit">How many bytes there may be of them.</param>
    /// <exception cref="InvalidDataException">They are damaged, or too many.</exception>
    public static byte[] Unpack(byte[] bytes, Compression compression, int limit)
    {
        if (compression is Compression.None or Compression.Unknown)
        {
            return bytes.Length <= limit ? bytes : throw TooMany(limit);
        }

        using var packed = new MemoryStream(bytes, writable: false);
        using Stream source = compression == Compression.Gzip
            ? new GZipStream(packed, CompressionMode.Decompress)
            : new BrotliStream(packed, CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        byte[] part = new byte[Math.Clamp(4 * bytes.Length, 1024, 81920)];
        try
        {
            while (source.Read(part) is > 0 and var count)
            {
                if (unpacked.Length + count > limit)
                {
                    throw TooMany(limit);
                }

                unpacked.Write(part, 0, count);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            throw new InvalidDataException($"it is no {compression} or incomplete", e);
        }

        return unpacked.ToArray();
    }

    /// <summary>Packs bytes with gzip.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static InvalidDataException TooMany(int limit) => new($"it has more than the {limit:N0} bytes that are read of one");
}
