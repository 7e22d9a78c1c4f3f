using System.Buffers;
using System.Buffers.Binary;

namespace CodeFirst.Grpc.Compression;

/// <summary>By one of .NET's streams.</summary>
/// <param name="compressed">The message.</param>
/// <param name="open">Opens the stream.</param>
/// <param name="isWhole">Tells from the source, as far as the stream has read it, and from the length read whether that was the end.</param>
internal sealed class StreamDecompressor(
    in ReadOnlySequence<byte> compressed,
    Func<Stream, Stream> open,
    Func<SequenceStream, long, bool> isWhole) : Decompressor
{
    private readonly SequenceStream _source = new(compressed);
    private Stream? _stream;

    /// <summary>A zlib stream reads on only while its end has not come, which is the checksum's last byte.</summary>
    public static bool IsWholeZlib(SequenceStream source, long length)
    {
        _ = length;
        return source.Whole.IsEmpty || !source.IsExhausted;
    }

    /// <summary>
    /// A gzip stream reads on after its end, since another may follow (RFC 1952, section 2.2). The last of its bytes say the
    /// length of all; the checksum before them is the stream's own to compare.
    /// </summary>
    public static bool IsWholeGzip(SequenceStream source, long length)
    {
        // .NET's own streams write nothing at all for an empty message, zlib's too, so peers may send that.
        const int shortest = 18;
        if (source.Whole.Length < shortest)
        {
            return source.Whole.IsEmpty;
        }

        Span<byte> tail = stackalloc byte[sizeof(uint)];
        source.Whole.Slice(source.Whole.Length - tail.Length).CopyTo(tail);
        return BinaryPrimitives.ReadUInt32LittleEndian(tail) == (uint)length;
    }

    public override int Read(byte[] buffer, int offset, int count) => (_stream ??= open(_source)).Read(buffer, offset, count);

    public override bool IsWhole(long length) => isWhole(_source, length);

    public override void Dispose()
    {
        _stream?.Dispose();
        _source.Dispose();
    }
}
