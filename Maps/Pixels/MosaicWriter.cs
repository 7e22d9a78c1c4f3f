using CodeFirstSatellite.Maps.Geography;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps.Pixels;

/// <summary>
/// Writes the images of an area into a new file as one picture. Images come in the order of streams: the northernmost row first, each from
/// west to east. What has no image stays transparent, or black in a JPEG.
/// </summary>
public sealed class MosaicWriter : IImageFileWriter
{
    private readonly FileStream _file;
    private readonly PictureFormat _format;
    private readonly GridArea _area;
    private readonly GeoGrid? _geography;
    private readonly GeoBounds? _box;

    // Known once the first image is there.
    private PictureFrame? _frame;
    private IPictureWriter? _writer;

    // The pixels of a row of images, and where the next image may be; null if nothing of the row is in the picture.
    private PixelBuffer? _band;
    private int _x;
    private int _y;
    private long _images;

    private MosaicWriter(FileStream file, PictureFormat format, GridArea area, GeoGrid? geography, GeoBounds? box)
    {
        _file = file;
        _format = format;
        _area = area;
        _geography = geography;
        _box = box;
        (_x, _y) = (area.West, area.North);
    }

    /// <inheritdoc />
    public string? Remark => _format == PictureFormat.Jpeg && _area.CellCount - _images is > 0 and var blank
        ? FormattableString.Invariant($"cells without an image ({blank:N0}) are black; in a PNG or a TIFF they are transparent")
        : null;

    /// <summary>Begins a file.</summary>
    /// <param name="path">An empty file, or none.</param>
    /// <param name="format">What it is to be.</param>
    /// <param name="area">The cells that it shows.</param>
    /// <param name="geography">Where the cells of the map lie; null if that is unknown.</param>
    /// <param name="box">What the picture is cut off at, to the nearest pixel; null for the whole area.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static MosaicWriter Create(string path, PictureFormat format, GridArea area, GeoGrid? geography, GeoBounds? box) =>
        new(
            new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0),
            format,
            area,
            geography,
            box);

    /// <inheritdoc />
    public void Add(int level, int x, int y, ReadOnlyMemory<byte> image)
    {
        PixelBuffer pixels = Decode(x, y, image.Span);
        PictureFrame frame = _frame ??= Begin(pixels);
        if ((pixels.Width, pixels.Height) != (frame.ImageWidth, frame.ImageHeight))
        {
            throw new MapFormatException(
                $"the image at {x},{y} has {pixels.Width}x{pixels.Height} pixels and others have {frame.ImageWidth}x{frame.ImageHeight}; "
                + "in one picture all have the same");
        }

        if (y > _y || (y == _y && x < _x))
        {
            throw new MapFormatException(
                $"the image at {x},{y} came out of place; a picture needs each row from west to east, the northernmost first");
        }

        while (_y > y)
        {
            EndRow();
        }

        if (_band is not null)
        {
            _band.Put(pixels, (int)frame.LeftOf(x), (int)(frame.TopOf(y) - frame.RowsOf(y).First));
        }

        _x = x + 1;
        _images++;
    }

    /// <inheritdoc />
    public void Complete()
    {
        if (_writer is null)
        {
            throw new MapFormatException("no cell of the area has an image, and a picture is as large as its images make it");
        }

        while (_y >= _area.South)
        {
            EndRow();
        }

        _writer.Complete();
        Dispose();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
        _file.Dispose();
    }

    private static PixelBuffer Decode(int x, int y, ReadOnlySpan<byte> image)
    {
        try
        {
            return PixelCodec.Decode(image);
        }
        catch (MapFormatException e)
        {
            throw new MapFormatException($"the image at {x},{y} cannot be put into a picture: {e.Message}", e);
        }
    }

    private PictureFrame Begin(PixelBuffer first)
    {
        var frame = PictureFrame.Of(_area, first.Width, first.Height, _geography, _box);
        _writer = _format switch
        {
            PictureFormat.Png => WholePictureWriter.OfPng(frame, _file),
            PictureFormat.Jpeg => WholePictureWriter.OfJpeg(frame, _file),
            _ => GeoTiffWriter.Create(frame, _file),
        };
        _band = BandOf(frame, _y);
        return frame;
    }

    private PixelBuffer? BandOf(PictureFrame frame, int y)
    {
        int rows = y < _area.South ? 0 : frame.RowsOf(y).Count;
        if (rows == 0 || _band?.Height != rows)
        {
            return rows == 0 ? null : new PixelBuffer((int)frame.Width, rows);
        }

        Array.Clear(_band.Bytes);
        return _band;
    }

    private void EndRow()
    {
        if (_band is not null)
        {
            _writer!.Write(_band);
        }

        _y--;
        _x = _area.West;
        _band = BandOf(_frame!, _y);
    }
}
