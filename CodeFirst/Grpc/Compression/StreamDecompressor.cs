namespace CodeFirst.Grpc;

/// <summary>Decompresses by one of .NET's streams.</summary>
/// <param name="compressed">The message.</param>
/// <param name="open">Opens the stream.</param>
/// <param name="readsOn">Whether the stream, when it has come to an end with the last byte, asks whether another member follows.</param>
internal sealed class StreamDecompressor(Stream compressed, Func<Stream, Stream> open, bool readsOn) : Decompressor
{
    private readonly Source _source = new(compressed);
    private Stream? _stream;

    // .NET's own streams write nothing at all for an empty message, so peers may send that.
    public override bool IsWhole => _source.IsEmpty || (_source.IsUsedUp && _source.ReadsBeyond == (readsOn ? 1 : 0));

    public override int Read(Span<byte> buffer) => (_stream ??= open(_source)).Read(buffer);

    public override void Dispose() => (_stream ?? _source).Dispose();

    /// <summary>The compressed bytes, watched in how far they are read.</summary>
    /// <remarks>
    /// .NET's streams read ahead, but none asks for more once it has come to the end and still has bytes. So the last byte is given
    /// separately: a stream that does not ask for it has ended before it. After the last byte comes one that belongs to no message. A
    /// stream that has ended ignores it; any other takes it in, and fails or asks again.
    /// </remarks>
    private sealed class Source(Stream compressed) : ReadOnlyStream
    {
        // No member of gzip begins with it. Its last byte is the highest of four of its length, and no message is that long.
        private const byte Foreign = 0xFF;

        private long _left = compressed.Length;

        public bool IsEmpty { get; } = compressed.Length == 0;

        public bool IsUsedUp => _left == 0;

        public int ReadsBeyond { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (_left > 0)
            {
                int count = compressed.Read(buffer[..(int)Math.Min(buffer.Length, Math.Max(_left - 1, 1))]);
                _left -= count;
                return count;
            }

            if (ReadsBeyond++ > 0 || IsEmpty)
            {
                return 0;
            }

            buffer[0] = Foreign;
            return 1;
        }
    }
}
