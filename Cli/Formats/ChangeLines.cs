using System.Globalization;
using System.Text;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>One line per change, for images that a terminal cannot show.</summary>
/// <param name="hasBeginning">Whether all current images come first; they get one line together.</param>
internal sealed class ChangeLines(bool hasBeginning) : ChangeFormat
{
    private bool _isBeginning = hasBeginning;
    private long _images;
    private long _bytes;

    public override void Write(CellImage? image, long? version, ByteSink sink)
    {
        if (_isBeginning)
        {
            _images += image is null ? 0 : 1;
            _bytes += image?.Bytes.Length ?? 0;
        }

        string end = version is { } number ? string.Create(CultureInfo.InvariantCulture, $"  version {number}") : "";
        if (_isBeginning && version is not null)
        {
            _isBeginning = false;
            WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_images:N0} images  {_bytes:N0} bytes{end}"), sink);
        }
        else if (!_isBeginning)
        {
            WriteLine((image is { } changed ? Describe(changed) : "elsewhere") + end, sink);
        }
    }

    private static string Describe(CellImage image) => string.Create(
        CultureInfo.InvariantCulture,
        $"{image.Cell.X},{image.Cell.Y}  {image.Bytes.Length:N0} byte{(image.Bytes.Length == 1 ? "" : "s")}");

    private static void WriteLine(string line, ByteSink sink) => sink.Write(Encoding.UTF8.GetBytes(line + "\n"));
}
