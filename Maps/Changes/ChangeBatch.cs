namespace CodeFirstSatellite.Maps.Changes;

/// <summary>The images of one version, as a feed keeps them.</summary>
internal sealed class ChangeBatch
{
    // What an array and its entry take beside the bytes in it, so that many small images cannot take more than they should.
    private const int BytesPerImage = 64;

    private readonly CellImage[] _images;

    public ChangeBatch(long position, long version, IReadOnlyList<CellImage> images)
    {
        Position = position;
        Version = version;
        _images = new CellImage[images.Count];
        for (int i = 0; i < _images.Length; i++)
        {
            // Each image by itself: a watcher whose client does not read holds the one that it sends, and not the batch.
            _images[i] = images[i] with { Bytes = images[i].Bytes.ToArray() };
            Bytes += BytesPerImage + _images[i].Bytes.Length;
        }
    }

    /// <summary>How many came before it.</summary>
    public long Position { get; }

    public long Version { get; }

    /// <summary>What it takes in memory, about.</summary>
    public long Bytes { get; } = BytesPerImage;

    public int Count => _images.Length;

    public CellImage this[int index] => _images[index];

    /// <summary>Where the next image of an area is, from an index on; <see cref="Count"/> when there is none.</summary>
    public int Find(GridArea area, int from)
    {
        while (from < _images.Length && !area.Contains(_images[from].Cell))
        {
            from++;
        }

        return from;
    }
}
