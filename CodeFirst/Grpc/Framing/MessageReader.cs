using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CodeFirst.Grpc.Compression;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.Framing;

/// <summary>
/// Takes messages out of a stream of bytes: reads as much as there is, then decodes as many messages as that brought.
/// </summary>
/// <remarks>
/// Messages lie in one pooled piece of memory, which grows to the longest message and no further. Not thread-safe; used by
/// one read at a time.
/// <code>
///   0          _start                  _end            _buffer.Length
///   | consumed | prefix message prefix m| free         |
/// </code>
/// </remarks>
internal sealed class MessageReader(int? limit) : IDisposable
{
    /// <summary>Bytes asked for at a time; HttpClient hands over no more than it has.</summary>
    private const int ReadSize = 64 * 1024;

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    // Length of the message at _start, whose prefix has been read and checked, or -1.
    private int _length = -1;
    private bool _compressed;

    /// <summary>How compressed messages are compressed, once that is known.</summary>
    public CompressionAlgorithm? Compression { get; set; }

    /// <summary>Whether the message read last was compressed.</summary>
    public bool WasCompressed { get; private set; }

    /// <summary>Whether anything has come at all.</summary>
    public bool HasRead { get; private set; }

    private ReceiveRules Rules => new(limit, Compression);

    /// <summary>Takes the next message, if all of it is there.</summary>
    /// <exception cref="RpcException">INTERNAL for bytes that are no message, RESOURCE_EXHAUSTED for one that is too long.</exception>
    public bool TryRead<T>(MessageSerializer<T> serializer, [NotNullWhen(true)] out T? message)
        where T : class
    {
        message = null;
        if (_length < 0)
        {
            if (_end - _start < MessagePrefix.Size)
            {
                return false;
            }

            _length = MessagePrefix.Read(_buffer.AsSpan(_start, MessagePrefix.Size), Rules, out _compressed);
        }

        if (_end - _start - MessagePrefix.Size < _length)
        {
            return false;
        }

        message = _compressed
            ? MessageParser.ParseCompressed(serializer, new ReadOnlySequence<byte>(_buffer, _start + MessagePrefix.Size, _length), Rules)
            : MessageParser.Parse(serializer, _buffer.AsSpan(_start + MessagePrefix.Size, _length));
        WasCompressed = _compressed;
        _start += MessagePrefix.Size + _length;
        _length = -1;
        return true;
    }

    /// <summary>Reads what there is of a stream, or waits for more. False at its end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        int count = await stream.ReadAsync(Room(), cancellationToken).ConfigureAwait(false);
        _end += count;
        HasRead |= count > 0;
        return count > 0;
    }

    /// <summary>Makes room for what the message under way still needs, and gives it.</summary>
    private Memory<byte> Room()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        int pending = _end - _start;
        int needed = Math.Max(ReadSize, _length < 0 ? 0 : MessagePrefix.Size + _length);
        if (_buffer.Length < needed)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(needed);
            MoveTo(larger, pending);
            Release();
            _buffer = larger;
        }
        else if (_buffer.Length - _start < needed)
        {
            MoveTo(_buffer, pending);
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Checks, at the end of the stream, that it did not end inside a message.</summary>
    /// <exception cref="RpcException">INTERNAL: it did.</exception>
    public void ThrowIfTruncated()
    {
        int pending = _end - _start;
        if (pending == 0)
        {
            return;
        }

        throw _length < 0 ? FramingErrors.TruncatedPrefix(pending) : FramingErrors.Truncated(_length, pending - MessagePrefix.Size);
    }

    /// <summary>Gives the memory back; no message refers to it.</summary>
    public void Dispose()
    {
        Release();
        _buffer = [];
        _start = _end = 0;
    }

    private void MoveTo(byte[] target, int pending)
    {
        Buffer.BlockCopy(_buffer, _start, target, 0, pending);
        _start = 0;
        _end = pending;
    }

    private void Release()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
