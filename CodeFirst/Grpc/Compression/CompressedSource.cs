using System.Buffers;
using CodeFirst.Grpc.Streams;

namespace CodeFirst.Grpc.Compression;

/// <summary>The bytes of one compressed message, for one of .NET's streams to read, which is watched in how far it does.</summary>
/// <remarks>
/// Those streams read ahead, take a message that is cut short for one that has ended, and pass over what follows the end. But
/// none asks for more once it has come to the end and still has bytes. So the last byte is given by itself, and who does not
/// ask for it has come to the end before it. Whoever asks for more after it gets one byte that belongs to no message: one
/// who has come to the end does not care for it, and one who has not takes it in and fails or asks again.
/// </remarks>
internal sealed class CompressedSource(in ReadOnlySequence<byte> compressed) : ReadOnlyStream
{
    // No member of gzip begins with it. Its last byte is the highest of four of its length, and no message is that long.
    private const byte Foreign = 0xFF;

    private ReadOnlySequence<byte> _rest = compressed;

    /// <summary>Whether there is nothing at all.</summary>
    public bool IsEmpty { get; } = compressed.IsEmpty;

    /// <summary>Whether all bytes have been asked for, the last one too.</summary>
    public bool IsUsedUp => _rest.IsEmpty;

    /// <summary>How often more has been asked for than there is.</summary>
    public int ReadsBeyond { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_rest.IsEmpty)
        {
            return ReadBeyond(buffer);
        }

        ReadOnlySequence<byte> taken = _rest.Slice(0, Math.Min(buffer.Length, Math.Max(_rest.Length - 1, 1)));
        taken.CopyTo(buffer);
        _rest = _rest.Slice(taken.End);
        return (int)taken.Length;
    }

    private int ReadBeyond(Span<byte> buffer)
    {
        if (ReadsBeyond++ > 0 || IsEmpty)
        {
            return 0;
        }

        buffer[0] = Foreign;
        return 1;
    }
}
