using System.IO.Compression;
using BitMiracle.LibTiff.Classic;
using CodeFirstSatellite.Maps.GeoTiff;
using CodeFirstSatellite.Maps.Geography;
using TiffTag = BitMiracle.LibTiff.Classic.TiffTag;

namespace CodeFirstSatellite.Maps.Pixels;

/// <summary>
/// Writes a TIFF of compressed tiles, as soon as a row of tiles is complete, so that memory does not grow with the picture's height. If its
/// place is known, it is a GeoTIFF (OGC 19-008r4).
/// </summary>
/// <remarks>
/// The library makes the file's structure. Tiles are compressed here, with .NET's zlib, which is faster than the library's own.
/// </remarks>
internal sealed class GeoTiffWriter : IPictureWriter
{
    /// <summary>The most pixels of a row of tiles or images: 512 MiB of memory.</summary>
    public const long MaxRowPixels = 128 * 1024 * 1024;

    /// <summary>The most pixels of a picture: a million tiles.</summary>
    public const long MaxPixels = 1L << 36;

    // A multiple of 16, as the TIFF specification wants it.
    private const int Side = 256;
    private const int TileRowLength = Side * PixelBuffer.BytesPerPixel;

    // Up to this size, offsets of 32 bits will do, even where a program takes them for signed.
    private const long MostClassicBytes = int.MaxValue;

    private static readonly TiffFieldInfo[] GeoFields =
    [
        Field(TiffTag.GEOTIFF_MODELPIXELSCALETAG, TiffType.DOUBLE, "ModelPixelScale"),
        Field(TiffTag.GEOTIFF_MODELTIEPOINTTAG, TiffType.DOUBLE, "ModelTiepoint"),
        Field(TiffTag.GEOTIFF_GEOKEYDIRECTORYTAG, TiffType.SHORT, "GeoKeyDirectory"),
    ];

    private readonly Target _target;
    private readonly Tiff _tiff;
    private readonly int _columns;
    private readonly PixelBuffer _band;
    private readonly byte[] _tile = new byte[Side * TileRowLength];
    private readonly MemoryStream _compressed = new();
    private byte[]? _blank;
    private int _rows;
    private int _tiles;

    private GeoTiffWriter(PictureFrame frame, Stream stream)
    {
        _target = new Target();
        _columns = (int)((frame.Width + Side - 1) / Side);
        _band = new PixelBuffer((int)frame.Width, Side);
        bool isLarge = frame.Width * frame.Height * PixelBuffer.BytesPerPixel > MostClassicBytes;
        TiffMessages.Suppress();
        _tiff = Tiff.ClientOpen("picture", isLarge ? "w8" : "w", stream, _target) ?? throw _target.Failed();
        Describe(frame);
    }

    /// <exception cref="MapFormatException">The picture is too large.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static GeoTiffWriter Create(PictureFrame frame, Stream stream)
    {
        long widest = MaxRowPixels / Math.Max(Side, frame.ImageHeight);
        if (frame.Width > widest)
        {
            throw new MapFormatException(
                FormattableString.Invariant($"the picture would be {frame.Width:N0} pixels wide, ")
                + FormattableString.Invariant($"and a TIFF of images {frame.ImageHeight:N0} pixels high is at most {widest:N0}, ")
                + "since a row of them is held in memory; choose a narrower area or a lower zoom level");
        }

        return frame.Height > MaxPixels / frame.Width
            ? throw new MapFormatException(
                FormattableString.Invariant($"the picture would have {frame.Width:N0} x {frame.Height:N0} pixels, ")
                + FormattableString.Invariant($"and a TIFF is made of at most {MaxPixels:N0}; choose a smaller area or a lower zoom level"))
            : new GeoTiffWriter(frame, stream);
    }

    public void Write(PixelBuffer rows)
    {
        for (int y = 0; y < rows.Height; y++)
        {
            rows.Row(y).CopyTo(_band.Row(_rows++));
            if (_rows == Side)
            {
                WriteBand();
            }
        }
    }

    public void Complete()
    {
        if (_rows > 0)
        {
            WriteBand();
        }

        Check(_tiff.WriteDirectory());
    }

    public void Dispose()
    {
        _tiff.Dispose();
        _compressed.Dispose();
    }

    private static TiffFieldInfo Field(TiffTag tag, TiffType type, string name) =>
        new(tag, TiffFieldInfo.Variable, TiffFieldInfo.Variable, type, FieldBit.Custom, okToChange: true, passCount: true, name);

    private void Describe(PictureFrame frame)
    {
        Set(TiffTag.IMAGEWIDTH, (int)frame.Width);
        Set(TiffTag.IMAGELENGTH, (int)frame.Height);
        Set(TiffTag.TILEWIDTH, Side);
        Set(TiffTag.TILELENGTH, Side);
        Set(TiffTag.SAMPLESPERPIXEL, PixelBuffer.BytesPerPixel);
        Set(TiffTag.BITSPERSAMPLE, 8);
        Set(TiffTag.EXTRASAMPLES, 1, new[] { (short)ExtraSample.UNASSALPHA });
        Set(TiffTag.PHOTOMETRIC, (int)Photometric.RGB);
        Set(TiffTag.PLANARCONFIG, (int)PlanarConfig.CONTIG);
        Set(TiffTag.ORIENTATION, (int)Orientation.TOPLEFT);
        Set(TiffTag.COMPRESSION, (int)Compression.ADOBE_DEFLATE);
        Set(TiffTag.PREDICTOR, (int)Predictor.HORIZONTAL);
        if (frame.Place is { } place)
        {
            _tiff.MergeFieldInfo(GeoFields, GeoFields.Length);
            Set(TiffTag.GEOTIFF_MODELPIXELSCALETAG, 3, new[] { place.PixelWidth, place.PixelHeight, 0 });
            Set(TiffTag.GEOTIFF_MODELTIEPOINTTAG, 6, new[] { 0, 0, 0, place.West, place.North, 0 });
            short[] keys = KeysOf(place.Projection);
            Set(TiffTag.GEOTIFF_GEOKEYDIRECTORYTAG, keys.Length, keys);
        }
    }

    // The GeoKey directory: its version, and for each key the number, the place of the value (0: here), how many and the value.
    private static short[] KeysOf(Projection projection)
    {
        const short ModelType = 1024;
        const short RasterType = 1025;
        const short GeodeticCrs = 2048;
        const short ProjectedCrs = 3072;
        return projection == Projection.Geodetic
            ? [1, 1, 0, 3, ModelType, 0, 1, 2, RasterType, 0, 1, 1, GeodeticCrs, 0, 1, 4326]
            : [1, 1, 0, 3, ModelType, 0, 1, 1, RasterType, 0, 1, 1, ProjectedCrs, 0, 1, 3857];
    }

    private void Set(TiffTag tag, params object[] value) => Check(_tiff.SetField(tag, value));

    private void WriteBand()
    {
        for (int column = 0; column < _columns; column++)
        {
            bool isBlank = Predict(column);
            byte[] bytes = isBlank && _blank is not null ? _blank : Compress();
            int length = isBlank && _blank is not null ? _blank.Length : (int)_compressed.Length;
            if (isBlank && _blank is null)
            {
                _blank = bytes[..length];
            }

            Check(_tiff.WriteRawTile(_tiles++, bytes, length) == length);
        }

        _rows = 0;
        Array.Clear(_band.Bytes);
    }

    // Each sample as its difference to that of the pixel before (TIFF 6.0, section 14). Whether all are nothing.
    private bool Predict(int column)
    {
        int first = column * TileRowLength;
        int length = Math.Min(TileRowLength, (_band.Width * PixelBuffer.BytesPerPixel) - first);
        Array.Clear(_tile);
        for (int y = 0; y < _rows; y++)
        {
            ReadOnlySpan<byte> row = _band.Row(y).Slice(first, length);
            Span<byte> target = _tile.AsSpan(y * TileRowLength, length);
            row[..PixelBuffer.BytesPerPixel].CopyTo(target);
            for (int i = PixelBuffer.BytesPerPixel; i < target.Length; i++)
            {
                target[i] = (byte)(row[i] - row[i - PixelBuffer.BytesPerPixel]);
            }
        }

        return !_tile.AsSpan().ContainsAnyExcept((byte)0);
    }

    private byte[] Compress()
    {
        _compressed.SetLength(0);
        using (var zlib = new ZLibStream(_compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(_tile);
        }

        return _compressed.GetBuffer();
    }

    private void Check(bool isDone)
    {
        if (!isDone)
        {
            throw _target.Failed();
        }
    }

    /// <summary>Keeps why a write failed, which the library does not pass on, and leaves the stream open.</summary>
    private sealed class Target : TiffStream
    {
        private IOException? _failure;

        /// <summary>What to throw when the library says that something failed.</summary>
        public IOException Failed() => new(_failure?.Message ?? "the TIFF library failed", _failure);

        public override void Write(object clientData, byte[] buffer, int offset, int count)
        {
            try
            {
                base.Write(clientData, buffer, offset, count);
            }
            catch (IOException e)
            {
                _failure ??= e;
                throw;
            }
        }

        public override void Close(object clientData)
        {
        }
    }
}
