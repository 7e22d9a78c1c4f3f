using System.Globalization;
using System.Text;
using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>How many images there are and of what size: what a terminal can show of images that are not text.</summary>
internal sealed class SummaryFormat : ImageFormat
{
    private long _images;
    private long _bytes;
    private int _smallest = int.MaxValue;
    private int _largest;
    private (int X, int Y)? _first;
    private (int X, int Y) _last;

    public override void Write(Image image, ByteSink sink)
    {
        _images++;
        _bytes += image.Bytes.Length;
        _smallest = Math.Min(_smallest, image.Bytes.Length);
        _largest = Math.Max(_largest, image.Bytes.Length);
        _first ??= (image.X, image.Y);
        _last = (image.X, image.Y);
    }

    public override void Complete(ByteSink sink)
    {
        string text = _first is { } first
            ? string.Create(CultureInfo.InvariantCulture, $"{_images:N0} images, {_bytes:N0} bytes in all, {_smallest:N0} to {_largest:N0} each; from {first.X},{first.Y} to {_last.X},{_last.Y}\n")
            : "no images\n";
        sink.Write(Encoding.UTF8.GetBytes(text));
    }
}
