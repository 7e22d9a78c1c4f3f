using System.Buffers;

namespace Tests.CodeFirst.Compression;

/// <summary>Bytes that lie in memory in pieces, as a transport may have them.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(ReadOnlyMemory<byte> memory, Segments? before)
    {
        Memory = memory;
        if (before is not null)
        {
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }

    public static ReadOnlySequence<byte> Of(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        Segments? first = null;
        Segments? last = null;
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            last = new Segments(piece, last);
            first ??= last;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    /// <summary>In pieces of equal length.</summary>
    public static ReadOnlySequence<byte> Of(byte[] bytes, int length) =>
        Of(bytes.Chunk(length).Select(piece => new ReadOnlyMemory<byte>(piece)));

    /// <summary>In pieces of one byte, with empty ones before, between and after them.</summary>
    public static ReadOnlySequence<byte> WithEmptyOnes(byte[] bytes) =>
        Of(bytes.SelectMany(b => new ReadOnlyMemory<byte>[] { default, default, new[] { b } }).Append(default).Append(default));
}
