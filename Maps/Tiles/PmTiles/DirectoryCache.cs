using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace CodeFirstSatellite.Maps.Tiles.PmTiles;

/// <summary>
/// Directories that were read lately, by their place in the file. It has two halves: when the young one is full it becomes the old one,
/// whose directories return to the young when they are asked for again. Hits take no lock. Thread-safe.
/// </summary>
internal sealed class DirectoryCache
{
    // Entries have 24 bytes, so both halves have some 10 MB, and a directory of the largest size more.
    private const int MostEntriesOfAHalf = 200_000;

    private readonly Lock _lock = new();
    private ConcurrentDictionary<long, TileDirectory> _young = new();
    private ConcurrentDictionary<long, TileDirectory> _old = new();

    // Guarded by the lock.
    private int _entries;

    public bool TryGet(long offset, [NotNullWhen(true)] out TileDirectory? directory)
    {
        if (Volatile.Read(ref _young).TryGetValue(offset, out directory))
        {
            return true;
        }

        if (Volatile.Read(ref _old).TryGetValue(offset, out directory))
        {
            Add(offset, directory);
            return true;
        }

        return false;
    }

    public void Add(long offset, TileDirectory directory)
    {
        lock (_lock)
        {
            if (_entries > 0 && _entries + directory.Count > MostEntriesOfAHalf)
            {
                Volatile.Write(ref _old, _young);
                Volatile.Write(ref _young, new ConcurrentDictionary<long, TileDirectory>());
                _entries = 0;
            }

            if (_young.TryAdd(offset, directory))
            {
                _entries += directory.Count;
            }
        }
    }
}
