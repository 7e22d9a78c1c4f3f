using System.Buffers;

[assembly: CodeFirst.Grpc.ProtoMessage(
    typeof(CodeFirst.Grpc.Streams.StreamChunk),
    "google.protobuf.BytesValue",
    "google/protobuf/wrappers.proto",
    typeof(CodeFirst.Grpc.Streams.StreamChunkSerializer))]

namespace CodeFirst.Grpc.Streams;

/// <summary>
/// A piece of a <see cref="Stream"/> that a contract method takes or returns, <c>google.protobuf.BytesValue</c> on the wire:
/// the message that interceptors see of such a call.
/// </summary>
/// <remarks>
/// Its memory is pooled and is somebody else's as soon as the chunk has been sent or read, so what is to be kept of it must be
/// copied before it is handed on.
/// </remarks>
public sealed class StreamChunk
{
    private byte[]? _rented;

    /// <summary>Takes over rented memory, of which the first <paramref name="length"/> bytes are the chunk.</summary>
    internal StreamChunk(byte[] rented, int length)
    {
        _rented = rented;
        Bytes = rented.AsMemory(0, length);
    }

    private StreamChunk()
    {
    }

    /// <summary>The bytes; empty once the chunk has been handed on and used up.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Whether its bytes have been used up.</summary>
    internal bool IsReleased { get; private set; }

    /// <summary>A copy of bytes that are somebody else's.</summary>
    internal static StreamChunk Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return new StreamChunk();
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(rented);
        return new StreamChunk(rented, bytes.Length);
    }

    /// <summary>Gives the memory back. Called by whoever has used the bytes up; where nobody does, the garbage collector has it.</summary>
    internal void Release()
    {
        IsReleased = true;
        Bytes = default;
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
