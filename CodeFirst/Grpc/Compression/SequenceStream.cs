using System.Buffers;

namespace CodeFirst.Grpc.Compression;

/// <summary>A sequence of bytes to read from.</summary>
internal sealed class SequenceStream(in ReadOnlySequence<byte> whole) : Stream
{
    private ReadOnlySequence<byte> _rest = whole;

    /// <summary>All of the bytes.</summary>
    public ReadOnlySequence<byte> Whole { get; } = whole;

    /// <summary>Whether more has been asked for than there is.</summary>
    public bool IsExhausted { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        ReadOnlySequence<byte> taken = _rest.Slice(0, Math.Min(buffer.Length, _rest.Length));
        taken.CopyTo(buffer);
        _rest = _rest.Slice(taken.End);
        IsExhausted |= taken.IsEmpty && !buffer.IsEmpty;
        return (int)taken.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
