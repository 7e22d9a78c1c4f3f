using System.Runtime.CompilerServices;
using System.Text;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;

namespace Tests.Satellite.Harness;

/// <summary>A map in memory that images are stored in, so that what watches maps can be tested without a disk.</summary>
internal sealed class MemoryMap(int width, int height) : IWritableMap, IWatchableMap
{
    // The lock guards the images; each has the version that it came with.
    private readonly Lock _lock = new();
    private readonly Dictionary<Cell, MapChange> _images = [];

    public string Name => "memory";

    public string ContentType { get; init; } = "text/plain";

    public Grid Grid { get; } = new(width, height);

    public ChangeFeed Changes { get; } = new(1_000);

    /// <summary>Called while an area is read: its images are taken, and none is given yet.</summary>
    public Action? WhileReading { get; set; }

    /// <summary>Called when the first of what changed is read.</summary>
    public Action? WhileReadingChanges { get; set; }

    /// <summary>Stores images, each an x, a y and text.</summary>
    public async Task<long> StoreAsync(params (int X, int Y, string Image)[] images) =>
        await this.StoreAsync(
            [.. images.Select(image => new CellImage(CellAt(image.X, image.Y), Encoding.ASCII.GetBytes(image.Image)))],
            CancellationToken.None);

    public ValueTask<StoreResult> StoreAsync(IReadOnlyList<CellImage> images, long? taken, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            CellImage[] changed = [.. images.Where(
                image => !_images.TryGetValue(image.Cell, out MapChange has) || !has.Image.Bytes.Span.SequenceEqual(image.Bytes.Span))];
            if (changed.Length == 0)
            {
                return new(new StoreResult(Changes.Version));
            }

            long version = Changes.Version + 1;
            foreach (CellImage image in changed)
            {
                _images[image.Cell] = new MapChange(version, image with { Bytes = image.Bytes.ToArray() });
            }

            Changes.Publish(version, changed);
            return new(new StoreResult(version));
        }
    }

    public bool TryGetImage(Cell cell, out CellImage? image)
    {
        lock (_lock)
        {
            image = _images.TryGetValue(cell, out MapChange found) ? found.Image : null;
            return true;
        }
    }

    public ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken)
    {
        TryGetImage(cell, out CellImage? image);
        return new(image);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public IAreaReader OpenArea(GridArea area)
    {
        CellImage[] images;
        lock (_lock)
        {
            images = [.. _images.Values
                .Select(change => change.Image)
                .Where(image => area.Contains(image.Cell))
                .OrderByDescending(image => image.Cell.Y)
                .ThenBy(image => image.Cell.X)];
        }

        WhileReading?.Invoke();
        return new Reader(images);
    }

    public ValueTask<IAsyncEnumerable<MapChange>?> ReadChangesAsync(GridArea area, long since, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(since < 1_000 || since > Changes.Version
                ? null
                : InOneMemoryAsync([.. _images.Values
                    .Where(change => change.Version > since && area.Contains(change.Image.Cell))
                    .OrderBy(change => change.Version)], cancellationToken));
        }
    }

    private Cell CellAt(int x, int y) =>
        Grid.TryGetCell(x, y, out Cell cell, out GridError? error) ? cell : throw new ArgumentException(error.Message);

    // Images are good until the next is asked for, and not any longer.
    private async IAsyncEnumerable<MapChange> InOneMemoryAsync(
        MapChange[] changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        WhileReadingChanges?.Invoke();
        byte[] memory = new byte[changes.Select(change => change.Image.Bytes.Length).DefaultIfEmpty().Max()];
        foreach (MapChange change in changes)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            change.Image.Bytes.CopyTo(memory);
            yield return change with { Image = change.Image with { Bytes = memory.AsMemory(0, change.Image.Bytes.Length) } };
            memory.AsSpan().Fill((byte)'?');
        }
    }

    private sealed class Reader(CellImage[] images) : IAreaReader
    {
        private int _next;

        public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => new(_next < images.Length);

        public bool TryRead(out CellImage image)
        {
            image = _next < images.Length ? images[_next] : default;
            return _next++ < images.Length;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
