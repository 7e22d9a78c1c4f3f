namespace CodeFirstSatellite.Maps.Changes;

/// <summary>The images of one version, as a feed keeps them.</summary>
internal sealed class ChangeBatch
{
    // Overhead of an array and its entry, so that many small images count too.
    private const int BytesPerImage = 64;

    private readonly CellImage[] _images;

    public ChangeBatch(long position, long version, IReadOnlyList<CellImage> images)
    {
        Position = position;
        Version = version;
        _images = new CellImage[images.Count];
        for (int i = 0; i < _images.Length; i++)
        {
            // One array per image: a watcher whose client does not read then holds only the image that it sends, not the batch.
            _images[i] = images[i] with { Bytes = images[i].Bytes.ToArray() };
            Bytes += BytesPerImage + _images[i].Bytes.Length;
        }
    }

    /// <summary>The number of batches before it.</summary>
    public long Position { get; }

    public long Version { get; }

    /// <summary>Approximate size in memory, in bytes.</summary>
    public long Bytes { get; } = BytesPerImage;

    public int Count => _images.Length;

    public CellImage this[int index] => _images[index];

    /// <summary>Finds the index of the next image of an area, starting at an index; <see cref="Count"/> if there is none.</summary>
    public int Find(GridArea area, int from)
    {
        while (from < _images.Length && !area.Contains(_images[from].Cell))
        {
            from++;
        }

        return from;
    }
}
