using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CodeFirst.Grpc;

/// <summary>
/// The gRPC frames of a response that have arrived, from which <see cref="MessageBatch{T}"/> reads messages. The handler under the channel
/// fills the buffer and gives grpc-dotnet a token in the messages' place; the call's deserializer finds the buffer by the token.
/// </summary>
/// <remarks>
/// One flow at a time fills and reads. Only <see cref="Close"/> may be called from another thread, at any time; so the buffer is never
/// pooled.
/// </remarks>
/// <param name="maxMessageSize">In bytes.</param>
internal sealed class ReceivedFrames(int maxMessageSize)
{
    /// <summary>Bytes of the flag and length before each message: gRPC over HTTP/2, "Length-Prefixed-Message".</summary>
    public const int PrefixSize = 5;

    /// <summary>Frames up to this size are handed over together; larger ones gain nothing from it.</summary>
    public const int MaxSize = 64 * 1024;

    private const int FirstSize = 4 * 1024;
    private const int SecretSize = 16;

    /// <summary>Bytes of a token's message.</summary>
    public const int TokenSize = SecretSize + sizeof(long);

    // Nobody outside this process can forge a token: a message that begins so by chance is as unlikely as a guessed key.
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(SecretSize);
    private static readonly ConcurrentDictionary<long, ReceivedFrames> Open = new();
    private static long _lastNumber;

    private readonly long _number = Interlocked.Increment(ref _lastNumber);
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private bool _filled;
    private volatile bool _closed;

    /// <summary>Whether the call has ended; no message is handed out any more.</summary>
    public bool IsClosed => _closed;

    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    public bool IsUnused => _buffer.Length == 0;

    /// <summary>Whether grpc-dotnet is to receive the next message as it came, since reading it has failed.</summary>
    public bool PassNextOn { get; set; }

    /// <summary>The response's <see cref="MessageBatch{T}"/>, made once.</summary>
    public object? Batch { get; set; }

    /// <summary>Whether a message is a token; also its response, which is null if the call has just ended.</summary>
    public static bool IsToken(in ReadOnlySequence<byte> message, out ReceivedFrames? frames)
    {
        frames = null;
        if (message.Length != TokenSize)
        {
            return false;
        }

        Span<byte> token = stackalloc byte[TokenSize];
        message.CopyTo(token);
        Open.TryGetValue(BinaryPrimitives.ReadInt64LittleEndian(token[SecretSize..]), out frames);
        return CryptographicOperations.FixedTimeEquals(token[..SecretSize], Secret);
    }

    /// <summary>Makes the frame with the response's token.</summary>
    public byte[] CreateToken()
    {
        byte[] frame = new byte[PrefixSize + TokenSize];
        frame[PrefixSize - 1] = TokenSize;
        Secret.CopyTo(frame, PrefixSize);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(PrefixSize + SecretSize), _number);
        Open[_number] = this;
        if (_closed)
        {
            Open.TryRemove(_number, out _);
        }

        return frame;
    }

    public void Close()
    {
        _closed = true;
        Open.TryRemove(_number, out _);
    }

    /// <summary>The payload of the next message, if it is complete, uncompressed and within the limit.</summary>
    public bool TryPeek(out ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> unread = Unread;
        if (!_closed && unread.Length >= PrefixSize && unread[0] == 0)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(unread[1..]);
            if (length <= (uint)(unread.Length - PrefixSize) && length <= (uint)maxMessageSize)
            {
                payload = unread.Slice(PrefixSize, (int)length);
                return true;
            }
        }

        payload = default;
        return false;
    }

    /// <summary>Whether grpc-dotnet must judge the next frame, which is compressed or too large; also its size.</summary>
    public bool IsForeign(out long size)
    {
        ReadOnlySpan<byte> unread = Unread;
        size = unread.Length < PrefixSize ? 0 : PrefixSize + (long)BinaryPrimitives.ReadUInt32BigEndian(unread[1..]);
        return size != 0 && (unread[0] != 0 || size > Math.Min(MaxSize, PrefixSize + (long)maxMessageSize));
    }

    public void Skip(int count) => _start += count;

    /// <summary>Memory to receive into, at least 1 byte.</summary>
    public Memory<byte> Free()
    {
        int count = _end - _start;
        bool grows = _buffer.Length < MaxSize && (_filled || count == _buffer.Length);
        byte[] target = !grows ? _buffer : new byte[_buffer.Length == 0 ? FirstSize : MaxSize];
        if (grows || _start > 0)
        {
            Unread.CopyTo(target);
            _buffer = target;
            _start = 0;
            _end = count;
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Adds bytes that were received into <see cref="Free"/>.</summary>
    public void Receive(int count)
    {
        _end += count;
        _filled = _end == _buffer.Length;
    }
}
