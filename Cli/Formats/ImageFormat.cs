using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>Writes the images of an area, in the order in which they arrive.</summary>
internal abstract class ImageFormat
{
    /// <summary>
    /// Whether it puts cells beside each other. Then an area that goes on beyond the map's last column is in one piece: the columns are
    /// counted on. For all others each cell is that of the map.
    /// </summary>
    public virtual bool IsLaidOut => false;

    /// <summary>Says of which zoom level the next images are, for formats that hold several: its number, 0 for the lowest.</summary>
    public virtual void BeginLevel(int level)
    {
    }

    public abstract void Write(CellImage image, ByteSink sink);

    /// <summary>Ends the output after the last image.</summary>
    public virtual void Complete(ByteSink sink)
    {
    }

    /// <summary>Prepares the output for an error message, after the images broke off.</summary>
    public virtual void BreakOff(ByteSink sink)
    {
    }
}

/// <summary>The images' bytes one after another.</summary>
internal sealed class RawFormat : ImageFormat
{
    public override void Write(CellImage image, ByteSink sink) => sink.Write(image.Bytes.Span);
}

/// <summary>
/// One <c>{"x":0,"y":31,"img":"BASE64"}</c> a line. Written by hand: a serializer has no faster way for millions of small objects.
/// </summary>
internal sealed class NdjsonFormat : ImageFormat
{
    public override void Write(CellImage image, ByteSink sink) => WriteLine(image.Cell.X, image.Cell.Y, image.Bytes.Span, sink);

    public static void WriteLine(int x, int y, ReadOnlySpan<byte> image, ByteSink sink)
    {
        sink.Write((byte)'{');
        WriteMembers(x, y, image, sink);
        sink.Write("}\n"u8);
    }

    /// <summary>Writes the members of an image, without the braces.</summary>
    public static void WriteMembers(int x, int y, ReadOnlySpan<byte> image, ByteSink sink)
    {
        sink.Write("\"x\":"u8);
        sink.WriteNumber(x);
        sink.Write(",\"y\":"u8);
        sink.WriteNumber(y);
        sink.Write(",\"img\":\""u8);
        sink.WriteBase64(image);
        sink.Write((byte)'"');
    }
}
