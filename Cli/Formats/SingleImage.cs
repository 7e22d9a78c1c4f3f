using System.Globalization;
using System.Text;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>Writes one image, as bytes or readable.</summary>
internal static class SingleImage
{
    public const string Auto = "auto";
    public const string Text = "text";
    public const string Json = "json";
    public const string Raw = "raw";

    public static void Write(Image image, string format, OutputTarget output)
    {
        ReadOnlySpan<byte> bytes = image.Bytes.Span;
        bool isText = Printable.TryText(bytes, out _);
        if (format == Auto)
        {
            format = output.IsFile ? Raw : isText ? Text : output.IsTerminal ? Auto : Json;
        }

        switch (format)
        {
            case Raw:
                output.Sink.Write(bytes);
                break;
            case Json:
                NdjsonFormat.WriteLine(image.X, image.Y, bytes, output.Sink);
                break;
            case Text when isText:
                output.Sink.Write(bytes);
                if (bytes is not [.., (byte)'\n'])
                {
                    output.Sink.Write((byte)'\n');
                }

                if (output.IsTerminal)
                {
                    output.Sink.Flush();
                    Stderr.Courtesy(Describe(image));
                }

                break;
            case Text:
                throw CliException.Usage(
                    $"the image at {image.X},{image.Y} is not text ({bytes.Length:N0} bytes). Use --format json, "
                    + $"or -o FILE for its bytes.");
            default:
                output.Sink.Write(Encoding.UTF8.GetBytes(Describe(image) + "\n"));
                break;
        }
    }

    // Shows the number of a single byte, since a blank is hard to see.
    private static string Describe(Image image) => image.Bytes.Length == 1
        ? string.Create(CultureInfo.InvariantCulture, $"({image.X},{image.Y}: 1 byte, 0x{image.Bytes.Span[0]:x2})")
        : string.Create(CultureInfo.InvariantCulture, $"({image.X},{image.Y}: {image.Bytes.Length:N0} bytes)");
}
