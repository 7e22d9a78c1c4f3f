using System.Globalization;
using System.Text;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>Number and size of the images, for images that a terminal cannot show.</summary>
internal sealed class SummaryFormat : ImageFormat
{
    private long _images;
    private long _bytes;
    private int _smallest = int.MaxValue;
    private int _largest;
    private Cell _first;
    private Cell _last;

    public override void Write(CellImage image, ByteSink sink)
    {
        _first = _images++ == 0 ? image.Cell : _first;
        _last = image.Cell;
        _bytes += image.Bytes.Length;
        _smallest = Math.Min(_smallest, image.Bytes.Length);
        _largest = Math.Max(_largest, image.Bytes.Length);
    }

    public override void Complete(ByteSink sink)
    {
        string text = _images == 0 ? "no images\n" : string.Create(
            CultureInfo.InvariantCulture,
            $"{_images:N0} images, {_bytes:N0} bytes in all, {_smallest:N0} to {_largest:N0} each; "
            + $"from {_first.X},{_first.Y} to {_last.X},{_last.Y}\n");
        sink.Write(Encoding.UTF8.GetBytes(text));
    }
}
