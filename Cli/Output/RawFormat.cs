using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>The images' bytes one after another.</summary>
internal sealed class RawFormat : ImageFormat
{
    public override void Write(Image image, ByteSink sink) => sink.Write(image.Bytes.Span);
}
