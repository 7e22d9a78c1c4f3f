using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using CodeFirstSatellite.Cli.Output;

namespace CodeFirstSatellite.Cli.Pictures;

/// <summary>
/// Pictures by kitty's graphics protocol (sw.kovidgoyal.net/kitty/graphics-protocol), which Ghostty and Konsole know too: PNG as it is,
/// anything else as compressed pixels.
/// </summary>
internal static class KittyProtocol
{
    // The most that a sequence may carry, a multiple of four as base64 is.
    private const int Chunk = 4096;

    /// <summary>Writes a picture; false if it cannot be decoded.</summary>
    public static bool TryWrite(PictureFile file, ByteSink sink)
    {
        // q=2: the terminal answers nothing, which would look like something typed.
        if (file.IsPng)
        {
            Write("a=T,q=2,f=100", file.Bytes.Span, sink);
            return true;
        }

        if (file.Decode() is not { } picture)
        {
            return false;
        }

        string size = string.Create(CultureInfo.InvariantCulture, $"a=T,q=2,f=32,o=z,s={picture.Width},v={picture.Height}");
        Write(size, Deflate(picture.Rgba), sink);
        return true;
    }

    private static void Write(string keys, ReadOnlySpan<byte> data, ByteSink sink)
    {
        byte[] base64 = new byte[Base64.GetMaxEncodedToUtf8Length(data.Length)];
        Base64.EncodeToUtf8(data, base64, out _, out int length);
        ReadOnlySpan<byte> left = base64.AsSpan(0, length);
        do
        {
            ReadOnlySpan<byte> chunk = left[..Math.Min(Chunk, left.Length)];
            left = left[chunk.Length..];
            sink.Write("\e_G"u8);
            sink.Write(Encoding.ASCII.GetBytes(keys));
            sink.Write(left.IsEmpty ? (keys.Length > 0 ? ",m=0;"u8 : "m=0;"u8) : keys.Length > 0 ? ",m=1;"u8 : "m=1;"u8);
            sink.Write(chunk);
            sink.Write("\e\\"u8);
            keys = "";
        }
        while (!left.IsEmpty);
    }

    private static ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> pixels)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(pixels);
        }

        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }
}
