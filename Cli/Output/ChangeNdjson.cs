using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>One <c>{"x":0,"y":31,"img":"BASE64","version":1}</c> a line, without what a message does not have.</summary>
internal sealed class ChangeNdjson : ChangeFormat
{
    public override void Write(Change change, ByteSink sink)
    {
        sink.Write((byte)'{');
        if (change.Image is { } image)
        {
            NdjsonFormat.WriteMembers(image, sink);
        }

        if (change.Version is { } version)
        {
            sink.Write(change.Image is null ? "\"version\":"u8 : ",\"version\":"u8);
            sink.WriteNumber(version);
        }

        sink.Write("}\n"u8);
    }
}
