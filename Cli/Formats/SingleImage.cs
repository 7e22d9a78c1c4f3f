using System.Globalization;
using System.Text;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Pictures;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

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
        bool isText = Printable.TryText(image.Bytes.Span, out _);
        PictureFile? picture = PictureFile.Identify(image.Bytes);
        if (format == Auto)
        {
            WriteReadable(image, isText, picture, output);
        }
        else if (!TryWrite(image, format, isText, picture, output))
        {
            throw CliException.Usage(
                $"the image at {image.X},{image.Y} is no {(format == Text ? "text" : "picture that can be shown")} "
                + $"({image.Bytes.Length:N0} bytes). Use --format json, or -o FILE for its bytes.");
        }
    }

    /// <summary>Tells the person if the name of a file says that it is another kind of picture than it is.</summary>
    public static void NoteOtherName(Image image, string path)
    {
        ImageType type = ImageType.Of(image.Bytes.Span);
        if (ImageType.OfFormat(FileExtension.Of(path).TrimStart('.')) is { } named && named != type && named.IsPicture)
        {
            Stderr.Note(
                $"{path} is {type.MediaType}, as the map has the image, and not what its name says; "
                + "get-area makes pictures of other kinds");
        }
    }

    private static void WriteReadable(Image image, bool isText, PictureFile? picture, OutputTarget output)
    {
        string? format = output.IsFile ? Raw
            : isText ? Text
            : !output.IsTerminal ? Json
            : picture is null ? null
            : PictureProtocol.Detect();
        if (format is null || !TryWrite(image, format, isText, picture, output))
        {
            output.Sink.Write(Encoding.UTF8.GetBytes(Describe(image, picture) + "\n"));
        }
        else if (output.IsTerminal)
        {
            output.Sink.Flush();
            Stderr.Courtesy(Describe(image, picture));
        }
    }

    /// <returns>False, having written nothing, if the format does not fit the image.</returns>
    private static bool TryWrite(Image image, string format, bool isText, PictureFile? picture, OutputTarget output)
    {
        ReadOnlySpan<byte> bytes = image.Bytes.Span;
        switch (format)
        {
            case Raw:
                output.Sink.Write(bytes);
                return true;
            case Json:
                NdjsonFormat.WriteLine(image.X, image.Y, bytes, output.Sink);
                return true;
            case Text:
                output.Sink.Write(isText ? bytes : []);
                output.Sink.Write(isText && bytes is not [.., (byte)'\n'] ? "\n"u8 : []);
                return isText;
            default:
                return picture is not null && PictureProtocol.TryWrite(picture, format, output.Sink);
        }
    }

    // Shows the number of a single byte, since a blank is hard to see.
    private static string Describe(Image image, PictureFile? picture)
    {
        string kind = picture is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{picture.Type.MediaType}, {picture.Width}x{picture.Height}, ");
        return image.Bytes.Length == 1
            ? string.Create(CultureInfo.InvariantCulture, $"({image.X},{image.Y}: 1 byte, 0x{image.Bytes.Span[0]:x2})")
            : string.Create(CultureInfo.InvariantCulture, $"({image.X},{image.Y}: {kind}{image.Bytes.Length:N0} bytes)");
    }
}
