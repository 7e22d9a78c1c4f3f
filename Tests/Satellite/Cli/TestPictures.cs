using System.IO.Compression;
using System.Text;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>Pictures whose pixels are known.</summary>
internal static class TestPictures
{
    public const int Width = 37;
    public const int Height = 20;

    /// <summary>A PNG of blocks of plain colours, and a ramp below them.</summary>
    public static byte[] Png()
    {
        // A row is the number of its filter, here none, and three bytes a pixel.
        byte[] rows = [.. Enumerable.Range(0, Height).SelectMany(y => Enumerable.Range(0, Width)
            .Select(x => Colour(x, y))
            .SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue })
            .Prepend((byte)0))];
        return Png(bitDepth: 8, colourType: 2, rows);
    }

    /// <summary>A PNG (RFC 2083) of rows that are given.</summary>
    /// <param name="bitDepth">Bits a sample.</param>
    /// <param name="colourType">0 for grey, 2 for colours, 3 for a palette.</param>
    /// <param name="rows">The rows, each after the number of its filter.</param>
    public static byte[] Png(byte bitDepth, byte colourType, byte[] rows) => Png(Width, Height, bitDepth, colourType, rows);

    /// <summary>A square PNG of one colour.</summary>
    public static byte[] Plain(int side, byte red, byte green, byte blue) => Png(side, side, bitDepth: 8, colourType: 2, [
        .. from row in Enumerable.Range(0, side)
           from value in Enumerable.Repeat((byte[])[red, green, blue], side).SelectMany(pixel => pixel).Prepend((byte)0)
           select value,
    ]);

    private static byte[] Png(int width, int height, byte bitDepth, byte colourType, byte[] rows)
    {
        var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(rows);
        }

        byte[] palette = [.. Enumerable.Range(0, 3 << bitDepth).Select(i => (byte)i)];
        return
        [
            0x89, .. "PNG\r\n\x1A\n"u8,
            .. Chunk("IHDR", [.. BigEndian((uint)width), .. BigEndian((uint)height), bitDepth, colourType, 0, 0, 0]),
            .. colourType == 3 ? Chunk("PLTE", palette) : [],
            .. Chunk("IDAT", data.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    /// <summary>The largest picture of the map that ships with the Host.</summary>
    public static byte[] Jpeg() => Convert.FromHexString(TileSetMaker.Read(
        Path.Combine(Path.GetDirectoryName(Earth.File)!, "earth-80x32.mbtiles"),
        "SELECT hex(tile_data) FROM tiles ORDER BY length(tile_data) DESC LIMIT 1")[0]);

    /// <summary>The colour of a pixel of <see cref="Png()"/>.</summary>
    public static (byte Red, byte Green, byte Blue) Colour(int x, int y)
    {
        if (y >= 12)
        {
            return ((byte)(7 * x), (byte)(255 - (7 * x)), 40);
        }

        return ((x / 10) + (2 * (y / 6))) switch
        {
            0 => (255, 0, 0),
            1 => (0, 255, 0),
            2 => (0, 0, 255),
            3 => (255, 255, 255),
            _ => (0, 0, 0),
        };
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(type), .. data];
        uint crc = ~0u;
        foreach (byte value in checkedPart)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0xEDB88320);
            }
        }

        return [.. BigEndian((uint)data.Length), .. checkedPart, .. BigEndian(~crc)];
    }

    private static byte[] BigEndian(uint number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
}
