using System.Buffers;

namespace CodeFirstSatellite.Maps.Reading;

/// <summary>Images that were read together. One block of memory holds them, and is reused for the next.</summary>
public sealed class ImageBatch : IDisposable
{
    // The first batch is small, so the first image does not wait for many others. Larger batches cost less per image.
    private const int FirstLimit = 16 * 1024;
    private const int Limit = 128 * 1024;

    /// <summary>The number of images that fill a batch, however small they are.</summary>
    public const int MostImages = 4096;


    private readonly List<(Cell Cell, int Start, int Length)> _images = [];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstLimit);
    private int _used;
    private int _limit = FirstLimit;
    private int _next;

    /// <summary>Whether the batch is large enough. One more image still fits.</summary>
    public bool IsFull => _used >= _limit || _images.Count >= MostImages;

    /// <summary>Whether no image was added since the batch was cleared.</summary>
    public bool IsEmpty => _images.Count == 0;

    /// <summary>Number of images added since the batch was cleared.</summary>
    public int Count => _images.Count;

    /// <summary>Whether an image is left to take.</summary>
    public bool HasNext => _next < _images.Count;

    /// <summary>The size of its images, in bytes.</summary>
    public int ByteCount => _used;

    /// <summary>The size that fills the batch, in bytes.</summary>
    public int ByteLimit => _limit;

    /// <summary>Adds an image.</summary>
    public void Add(Cell cell, ReadOnlySpan<byte> image) => image.CopyTo(Add(cell, image.Length));

    /// <summary>Adds an image. The caller writes it into the returned memory before it adds the next.</summary>
    public ArraySegment<byte> Add(Cell cell, int length)
    {
        if (length > _bytes.Length - _used)
        {
            Grow(length);
        }

        var image = new ArraySegment<byte>(_bytes, _used, length);
        _images.Add((cell, _used, length));
        _used += length;
        return image;
    }

    /// <summary>Takes the next image.</summary>
    public bool TryTake(out CellImage image)
    {
        if (!HasNext)
        {
            image = default;
            return false;
        }

        (Cell cell, int start, int length) = _images[_next++];
        image = new CellImage(cell, _bytes.AsMemory(start, length));
        return true;
    }

    /// <summary>Makes room for the next images. Images taken before are invalid.</summary>
    public void Clear()
    {
        _limit = _images.Count == 0 ? _limit : Limit;
        _images.Clear();
        _next = 0;
        _used = 0;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _images.Clear();
        _next = 0;
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_used + needed, Math.Min(2 * _bytes.Length, 2 * Limit)));
        _bytes.AsSpan(0, _used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
