namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>
/// Keeps what was asked for last, up to a size. A value is made once, even if several ask for it at the same time. Thread-safe.
/// </summary>
/// <param name="budget">The size in bytes. The value that was made last is kept even if it is larger.</param>
internal sealed class RecentBytes<TKey>(long budget)
    where TKey : notnull
{
    // What the entry itself takes, so that values of nothing do not pile up.
    private const int EntrySize = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];

    // The latest first.
    private readonly LinkedList<Entry> _order = [];
    private long _size;

    /// <summary>Gets a value, or makes it. What making it throws is thrown to all who wait for it, and not kept.</summary>
    public byte[]? Get(TKey key, Func<byte[]?> make)
    {
        LinkedListNode<Entry> node = Find(key, make);
        byte[]? value;
        try
        {
            value = node.Value.Value.Value;
        }
        catch
        {
            lock (_lock)
            {
                Remove(node);
            }

            throw;
        }

        lock (_lock)
        {
            Count(node, value);
        }

        return value;
    }

    private LinkedListNode<Entry> Find(TKey key, Func<byte[]?> make)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<Entry>? found))
            {
                _order.Remove(found);
                _order.AddFirst(found);
                return found;
            }

            LinkedListNode<Entry> added = _order.AddFirst(new Entry(key, new Lazy<byte[]?>(make)));
            _entries.Add(key, added);
            return added;
        }
    }

    private void Count(LinkedListNode<Entry> node, byte[]? value)
    {
        if (node.List is null || node.Value.IsCounted)
        {
            return;
        }

        node.Value.Size = EntrySize + (value?.Length ?? 0);
        node.Value.IsCounted = true;
        _size += node.Value.Size;
        while (_size > budget && _order.Last is { } oldest && oldest != node)
        {
            Remove(oldest);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        if (node.List is not null)
        {
            _order.Remove(node);
            _entries.Remove(node.Value.Key);
            _size -= node.Value.Size;
        }
    }

    private sealed class Entry(TKey key, Lazy<byte[]?> value)
    {
        public TKey Key => key;

        public Lazy<byte[]?> Value => value;

        public long Size { get; set; }

        public bool IsCounted { get; set; }
    }
}
