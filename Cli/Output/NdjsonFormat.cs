using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>One <c>{"x":0,"y":31,"img":"BASE64"}</c> a line.</summary>
internal sealed class NdjsonFormat : ImageFormat
{
    public override void Write(Image image, ByteSink sink)
    {
        sink.Write((byte)'{');
        WriteMembers(image, sink);
        sink.Write("}\n"u8);
    }

    /// <summary>Writes what is known of an image, without the braces around it.</summary>
    public static void WriteMembers(Image image, ByteSink sink)
    {
        sink.Write("\"x\":"u8);
        sink.WriteNumber(image.X);
        sink.Write(",\"y\":"u8);
        sink.WriteNumber(image.Y);
        sink.Write(",\"img\":\""u8);
        sink.WriteBase64(image.Bytes.Span);
        sink.Write((byte)'"');
    }
}
