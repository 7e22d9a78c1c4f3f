using System.Buffers;
using CodeFirst.Grpc.Compression;
using CodeFirst.Grpc.Framing;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.Client;

/// <summary>Gathers the messages of a stream of requests, so that many small ones cost one write.</summary>
/// <remarks>
/// A message is never held back for long: the first goes at once; later ones when the producer is not ready, when
/// <see cref="Size"/> bytes are pending, or when the clock has ticked since the message before, so that a producer that
/// blocks its thread between two messages loses nothing. The server's responses follow the same rule.
/// </remarks>
internal sealed class RequestBatch
{
    private const int Size = 32 * 1024;

    private readonly MessageLengths _lengths = new();
    private byte[] _buffer = [];
    private int _used;
    private long _lastTick;

    /// <summary>Whether there are messages that have not been sent.</summary>
    public bool HasPending => _used > 0;

    /// <summary>Those messages, in their frames.</summary>
    public ReadOnlyMemory<byte> Pending => _buffer.AsMemory(0, _used);

    /// <summary>Adds a message. True when it is time to send.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is too long.</exception>
    /// <exception cref="ProtobufException">The message cannot be written.</exception>
    public bool Add<T>(T message, MessageSerializer<T> serializer, in RequestEncoding encoding)
        where T : class
    {
        int length = serializer.Measure(message, _lengths);
        MessagePrefix.CheckSend(length, encoding.Limit);
        if (encoding.Compression is { } compression)
        {
            using CompressedFrame frame = CompressedFrame.Of(message, length, _lengths, serializer, compression, encoding.Level);
            frame.Bytes.CopyTo(Room(frame.Bytes.Length));
        }
        else
        {
            Span<byte> room = Room(MessagePrefix.Size + length);
            MessagePrefix.Write(room, length);
            serializer.Write(message, length, _lengths, room[MessagePrefix.Size..]);
        }

        long now = Environment.TickCount64;
        bool ticked = now != _lastTick;
        _lastTick = now;
        return ticked || _used >= Size;
    }

    /// <summary>Everything pending has been sent, and the transport is done with its memory.</summary>
    public void Clear()
    {
        _used = 0;
        if (_buffer.Length > 2 * Size)
        {
            // One long message does not make the call hold its memory for ever.
            Release();
        }
    }

    /// <summary>Gives the memory back; the transport must be done with it.</summary>
    public void Release()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    /// <summary>Takes room for a frame of <paramref name="size"/> bytes.</summary>
    private Span<byte> Room(int size)
    {
        if (_buffer.Length - _used < size)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Size, checked(_used + size)));
            Pending.Span.CopyTo(larger);
            Release();
            _buffer = larger;
        }

        Span<byte> room = _buffer.AsSpan(_used, size);
        _used += size;
        return room;
    }
}
