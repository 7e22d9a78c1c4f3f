using System.Collections;

namespace CodeFirst.Grpc;

/// <summary>The custom headers or trailers of a call, in order; a key may occur several times.</summary>
/// <remarks>gRPC over HTTP/2, "Custom-Metadata". Not thread-safe.</remarks>
public sealed class Metadata : IList<Metadata.Entry>
{
    /// <summary>The suffix of keys whose values are bytes.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    private readonly List<Entry> _entries = [];

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>False: metadata that a call has yet to send can be added to.</summary>
    public bool IsReadOnly => false;

    /// <summary>The entry at a position.</summary>
    public Entry this[int index]
    {
        get => _entries[index];
        set => _entries[index] = value;
    }

    /// <summary>Adds a text value.</summary>
    /// <exception cref="ArgumentException">The key or the value is not what <see cref="Entry(string, string)"/> takes.</exception>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <summary>Adds a value of bytes; the key ends in <c>-bin</c>.</summary>
    /// <exception cref="ArgumentException">The key is not what <see cref="Entry(string, byte[])"/> takes.</exception>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <summary>The last entry of a key, or null.</summary>
    public Entry? Get(string key) => _entries.FindLast(e => string.Equals(e.Key, key, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text of the last entry of a key, or null.</summary>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The bytes of the last entry of a key, or null.</summary>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries of a key, in order.</summary>
    public IEnumerable<Entry> GetAll(string key) => _entries.Where(e => string.Equals(e.Key, key, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc />
    public void Add(Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        _entries.Add(item);
    }

    /// <inheritdoc />
    public void Insert(int index, Entry item) => _entries.Insert(index, item);

    /// <inheritdoc />
    public bool Remove(Entry item) => _entries.Remove(item);

    /// <inheritdoc />
    public void RemoveAt(int index) => _entries.RemoveAt(index);

    /// <inheritdoc />
    public void Clear() => _entries.Clear();

    /// <inheritdoc />
    public bool Contains(Entry item) => _entries.Contains(item);

    /// <inheritdoc />
    public int IndexOf(Entry item) => _entries.IndexOf(item);

    /// <inheritdoc />
    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    /// <inheritdoc />
    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One key and its value.</summary>
    public sealed class Entry
    {
        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <summary>Creates an entry of text.</summary>
        /// <param name="key">Of <c>0-9 a-z _ - .</c>; upper case is lowered. Not ending in <c>-bin</c>.</param>
        /// <param name="value">Printable ASCII, that is characters from 0x20 to 0x7E.</param>
        /// <exception cref="ArgumentException">The key or the value has a character that a header cannot carry.</exception>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = NormalizeKey(key);
            if (IsBinary)
            {
                throw new ArgumentException($"The metadata key '{Key}' ends in -bin, so its value is bytes; pass a byte[] or choose another key.", nameof(key));
            }

            int bad = value.AsSpan().IndexOfAnyExceptInRange(' ', '~');
            if (bad >= 0)
            {
                throw new ArgumentException($"The value of the metadata key '{Key}' has the character U+{(int)value[bad]:X4} at index {bad}; a text value is printable ASCII. For anything else end the key in -bin and pass bytes.", nameof(value));
            }

            _text = value;
        }

        /// <summary>Creates an entry of bytes.</summary>
        /// <param name="key">Ending in <c>-bin</c>.</param>
        /// <param name="valueBytes">Any bytes; sent in base64.</param>
        /// <exception cref="ArgumentException">The key does not end in <c>-bin</c> or has a character that a header name cannot carry.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = NormalizeKey(key);
            if (!IsBinary)
            {
                throw new ArgumentException($"The value of the metadata key '{Key}' is bytes, so the key must end in -bin.", nameof(key));
            }

            _bytes = valueBytes;
        }

        private Entry(string key, string? text, byte[]? bytes)
        {
            Key = key;
            _text = text;
            _bytes = bytes;
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>Whether the value is bytes: whether the key ends in <c>-bin</c>.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The value is bytes.</exception>
        public string Value => _text ?? throw new InvalidOperationException($"The value of '{Key}' is bytes; read ValueBytes.");

        /// <summary>The bytes; of a text, its ASCII, or what a peer sent in its place.</summary>
        public byte[] ValueBytes => _bytes ?? System.Text.Encoding.Latin1.GetBytes(_text!);

        /// <summary>An entry as it came from a peer, whose text may have bytes that we would not send (they are to be echoed, not judged).</summary>
        internal static Entry Received(string key, string text) => new(key, text, null);

        /// <summary>An entry of bytes as it came from a peer.</summary>
        internal static Entry Received(string key, byte[] bytes) => new(key, null, bytes);

        private static string NormalizeKey(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            string lower = key.ToLowerInvariant();

            // RFC 9113, section 8.2.2.
            if (lower is "connection" or "keep-alive" or "proxy-connection" or "transfer-encoding" or "upgrade")
            {
                throw new ArgumentException($"'{key}' speaks of an HTTP/1 connection, which HTTP/2 does not carry; choose another metadata key.", nameof(key));
            }

            foreach (char c in lower)
            {
                if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '-' or '.'))
                {
                    throw new ArgumentException($"The metadata key '{key}' has the character '{c}'; keys are of 0-9 a-z _ - and .", nameof(key));
                }
            }

            return lower;
        }
    }
}
