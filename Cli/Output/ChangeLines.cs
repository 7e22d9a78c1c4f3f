using System.Globalization;
using System.Text;
using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>A line for each change: what a terminal can show of images that are not text.</summary>
/// <param name="hasBeginning">Whether the images come first as they are; they have one line together.</param>
internal sealed class ChangeLines(bool hasBeginning) : ChangeFormat
{
    private bool _isBeginning = hasBeginning;
    private long _images;
    private long _bytes;

    public override void Write(Change change, ByteSink sink)
    {
        if (_isBeginning)
        {
            _images += change.Image is null ? 0 : 1;
            _bytes += change.Image?.Bytes.Length ?? 0;
        }

        string version = change.Version is { } number ? string.Create(CultureInfo.InvariantCulture, $"  version {number}") : "";
        if (_isBeginning && version.Length > 0)
        {
            _isBeginning = false;
            WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_images:N0} images  {_bytes:N0} bytes{version}"), sink);
        }
        else if (!_isBeginning)
        {
            WriteLine((change.Image is { } image ? string.Create(CultureInfo.InvariantCulture, $"{image.X},{image.Y}  {image.Bytes.Length:N0} byte{(image.Bytes.Length == 1 ? "" : "s")}") : "elsewhere") + version, sink);
        }
    }

    private static void WriteLine(string line, ByteSink sink) => sink.Write(Encoding.UTF8.GetBytes(line + "\n"));
}
