using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>One <c>{"x":0,"y":31,"img":"BASE64","version":1}</c> per line. Members that a message does not have are left out.</summary>
internal sealed class ChangeNdjson : ChangeFormat
{
    public override void Write(CellImage? image, long? version, ByteSink sink)
    {
        sink.Write((byte)'{');
        if (image is { } changed)
        {
            NdjsonFormat.WriteMembers(changed.Cell.X, changed.Cell.Y, changed.Bytes.Span, sink);
        }

        if (version is { } number)
        {
            sink.Write(image is null ? "\"version\":"u8 : ",\"version\":"u8);
            sink.WriteNumber(number);
        }

        sink.Write("}\n"u8);
    }
}
