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
/// <remarks>Its memory is used again for the chunks that follow, so what is to be kept of it must be copied.</remarks>
public sealed class StreamChunk
{
    private byte[]? _rented;

    internal StreamChunk()
    {
    }

    /// <summary>The bytes; valid until the next message of the call is asked for.</summary>
    public ReadOnlyMemory<byte> Bytes { get; internal set; }

    /// <summary>Takes bytes that lie in memory of somebody else's into pooled memory of its own.</summary>
    internal void CopyFrom(ReadOnlySpan<byte> bytes)
    {
        Release();
        if (!bytes.IsEmpty)
        {
            _rented = ArrayPool<byte>.Shared.Rent(bytes.Length);
            bytes.CopyTo(_rented);
            Bytes = _rented.AsMemory(0, bytes.Length);
        }
    }

    /// <summary>Gives that memory back. Called by whoever has used the bytes up; where nobody does, the garbage collector has it.</summary>
    internal void Release()
    {
        Bytes = default;
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
