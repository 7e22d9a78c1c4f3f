using CodeFirstSatellite.Cli.Output;

namespace CodeFirstSatellite.Cli.Pictures;

/// <summary>Pictures by iTerm2's inline images (iterm2.com/documentation-images.html), which WezTerm, mintty and others know too.</summary>
internal static class Iterm2Protocol
{
    public static void Write(PictureFile file, ByteSink sink)
    {
        sink.Write("\e]1337;File=inline=1;size="u8);
        sink.WriteNumber(file.Bytes.Length);
        sink.Write((byte)':');
        sink.WriteBase64(file.Bytes.Span);
        sink.Write((byte)'\a');
    }
}
