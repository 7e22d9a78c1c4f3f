using System.Buffers.Binary;

namespace CodeFirstSatellite.Maps;

/// <summary>Width and height of an image in pixels, from its first bytes.</summary>
public static class ImageSize
{
    /// <summary>The size of a PNG, JPEG or WebP; null if it is none of them, or cut short.</summary>
    public static (int Width, int Height)? Of(ReadOnlySpan<byte> image) =>
        image.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G']) ? OfPng(image)
        : image.StartsWith<byte>([0xFF, 0xD8]) ? OfJpeg(image)
        : image.Length >= 30 && image.StartsWith("RIFF"u8) && image[8..].StartsWith("WEBP"u8) ? OfWebP(image)
        : null;

    // https://www.w3.org/TR/png: the signature has 8 bytes, then comes the length and the name of IHDR.
    private static (int, int)? OfPng(ReadOnlySpan<byte> image) => image.Length >= 24
        ? (BinaryPrimitives.ReadInt32BigEndian(image[16..]), BinaryPrimitives.ReadInt32BigEndian(image[20..]))
        : null;

    // ITU T.81, B.2.2: the frame header is the segment SOF0 to SOF15 (but for DHT, JPG and DAC): length, precision, lines, samples.
    private static (int, int)? OfJpeg(ReadOnlySpan<byte> image)
    {
        for (int at = 2; at + 9 <= image.Length && image[at] == 0xFF;)
        {
            byte marker = image[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(image[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(image[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(image[(at + 2)..]);
        }

        return null;
    }

    // RFC 9649, section 2: lossy (VP8), lossless (VP8L) and extended (VP8X) files have it at different places.
    private static (int, int)? OfWebP(ReadOnlySpan<byte> image)
    {
        ReadOnlySpan<byte> chunk = image[12..];
        if (chunk.StartsWith("VP8 "u8))
        {
            return (
                BinaryPrimitives.ReadUInt16LittleEndian(image[26..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(image[28..]) & 0x3FFF);
        }

        if (chunk.StartsWith("VP8L"u8))
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(image[21..]);
            return ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
        }

        return chunk.StartsWith("VP8X"u8)
            ? ((image[24] | (image[25] << 8) | (image[26] << 16)) + 1, (image[27] | (image[28] << 8) | (image[29] << 16)) + 1)
            : null;
    }
}
