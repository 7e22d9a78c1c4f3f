using System.Buffers;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>Images that were read together, in one piece of memory that is used again for the next ones.</summary>
internal sealed class TileBatch : IDisposable
{
    // A first image must not wait for many others; later ones come soon enough in larger batches, which cost less each.
    private const int FirstLimit = 16 * 1024;
    private const int Limit = 128 * 1024;
    private const int MostImages = 4096;

    private readonly List<(Cell Cell, int Start, int Length)> _images = [];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstLimit);
    private int _used;
    private int _limit = FirstLimit;
    private int _next;

    public bool IsFull => _used >= _limit || _images.Count >= MostImages;

    public bool IsEmpty => _images.Count == 0;

    public int Count => _images.Count;

    /// <summary>Whether an image is left to take.</summary>
    public bool HasNext => _next < _images.Count;

    public void Add(Cell cell, ReadOnlySpan<byte> image)
    {
        if (image.Length > _bytes.Length - _used)
        {
            Grow(image.Length);
        }

        image.CopyTo(_bytes.AsSpan(_used));
        _images.Add((cell, _used, image.Length));
        _used += image.Length;
    }

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

    /// <summary>Makes room for the next images; those taken are gone.</summary>
    public void Clear()
    {
        _limit = _images.Count == 0 ? _limit : Limit;
        _images.Clear();
        _next = 0;
        _used = 0;
    }

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
