using System.Buffers.Binary;

namespace Benchmarks.Load.Ceiling;

/// <summary>The three messages of the service, read and written by hand; what comes is taken as correct.</summary>
internal static class CeilingMessages
{
    /// <summary>Prefix (5), x and y (a tag and up to 5 bytes each), tag and length of the image.</summary>
    public const int LongestHeader = PrefixLength + 6 + 6 + 6;

    private const int PrefixLength = 5;

    public static (int X, int Y) ReadLocation(ReadOnlySpan<byte> framed) => ReadCorner(framed[PrefixLength..]);

    public static (int Left, int Bottom, int Right, int Top) ReadArea(ReadOnlySpan<byte> framed)
    {
        (int X, int Y) lowerLeft = default, upperRight = default;
        for (var rest = framed[PrefixLength..]; !rest.IsEmpty; rest = rest[(2 + rest[1])..])
        {
            var corner = ReadCorner(rest.Slice(2, rest[1]));
            (lowerLeft, upperRight) = rest[0] == 0x0A ? (corner, upperRight) : (lowerLeft, corner);
        }

        return (lowerLeft.X, lowerLeft.Y, upperRight.X, upperRight.Y);
    }

    public static int Write(Span<byte> span, int x, int y, ReadOnlySpan<byte> image)
    {
        int at = PrefixLength;
        at = x == 0 ? at : WriteNumber(span, at, 0x08, x);
        at = y == 0 ? at : WriteNumber(span, at, 0x10, y);
        at = WriteNumber(span, at, 0x1A, image.Length);
        image.CopyTo(span[at..]);
        at += image.Length;
        span[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], at - PrefixLength);
        return at;
    }

    private static (int X, int Y) ReadCorner(ReadOnlySpan<byte> message)
    {
        int x = 0, y = 0;
        for (int at = 0; at < message.Length;)
        {
            bool isX = message[at++] == 0x08;
            int value = 0;
            for (int shift = 0; ; shift += 7)
            {
                value |= (message[at] & 0x7F) << shift;
                if (message[at++] < 0x80)
                {
                    break;
                }
            }

            (x, y) = isX ? (value, y) : (x, value);
        }

        return (x, y);
    }

    private static int WriteNumber(Span<byte> span, int at, byte tag, int value)
    {
        span[at++] = tag;
        uint rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7)
        {
            span[at++] = (byte)(rest | 0x80);
        }

        span[at++] = (byte)rest;
        return at;
    }
}
