using System.Buffers;
using CodeFirst.Grpc.Framing;

namespace CodeFirst.Grpc.Compression;

/// <summary>
/// A received message after decompression, in pieces of pooled memory, so that what a few compressed bytes can make this
/// side hold is the limit and one piece, and no piece is ever copied to make room for more.
/// </summary>
internal sealed class DecompressedMessage : IDisposable
{
    // From small, for most messages are, to what makes the number of pieces small for the longest.
    private const int FirstPiece = 4 * 1024;
    private const int LongestPiece = 512 * 1024;

    private readonly List<byte[]> _pieces = [];
    private int _usedOfLast;

    private DecompressedMessage()
    {
    }

    /// <summary>The message, valid until this is disposed.</summary>
    public ReadOnlySequence<byte> Bytes { get; private set; }

    /// <param name="algorithm">How the message is compressed.</param>
    /// <param name="compressed">The compressed bytes.</param>
    /// <param name="limit">Longest message that is taken, in bytes.</param>
    /// <exception cref="RpcException">
    /// INTERNAL: the bytes are not compressed so (statuscodes.md). RESOURCE_EXHAUSTED: the message is longer than the limit.
    /// </exception>
    public static DecompressedMessage Of(CompressionAlgorithm algorithm, in ReadOnlySequence<byte> compressed, int limit)
    {
        var message = new DecompressedMessage();
        try
        {
            using Decompressor decompressing = algorithm.Decompress(compressed);
            if (!message.TryReadAll(decompressing, limit))
            {
                throw FramingErrors.TooLongDecompressed(compressed.Length, limit);
            }

            if (!decompressing.IsWhole)
            {
                throw new InvalidDataException("it is cut short, or there is more than it");
            }

            message.Join();
            return message;
        }
        catch (Exception e)
        {
            message.Dispose();
            if (e is InvalidDataException or IOException)
            {
                throw FramingErrors.NotCompressed(algorithm.Name, e);
            }

            throw;
        }
    }

    public void Dispose()
    {
        _pieces.ForEach(piece => ArrayPool<byte>.Shared.Return(piece));
        _pieces.Clear();
        Bytes = default;
    }

    /// <summary>Reads to the end, or up to one byte more than the limit; false: that byte is there.</summary>
    private bool TryReadAll(Decompressor decompressing, int limit)
    {
        long total = 0;
        int size = FirstPiece;
        while (true)
        {
            byte[] piece = ArrayPool<byte>.Shared.Rent(size);
            _pieces.Add(piece);
            for (_usedOfLast = 0; _usedOfLast < piece.Length;)
            {
                int wanted = (int)Math.Min(piece.Length - _usedOfLast, limit - total + 1);
                int read = decompressing.Read(piece, _usedOfLast, wanted);
                if (read == 0)
                {
                    return true;
                }

                _usedOfLast += read;
                total += read;
                if (total > limit)
                {
                    return false;
                }
            }

            size = Math.Min(2 * size, LongestPiece);
        }
    }

    private void Join()
    {
        if (_pieces.Count == 1)
        {
            Bytes = new ReadOnlySequence<byte>(_pieces[0], 0, _usedOfLast);
            return;
        }

        var first = new Segment(_pieces[0], null);
        Segment last = _pieces.Skip(1).Aggregate(first, (before, piece) => new Segment(piece, before));
        Bytes = new ReadOnlySequence<byte>(first, 0, last, _usedOfLast);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] piece, Segment? before)
        {
            Memory = piece;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
