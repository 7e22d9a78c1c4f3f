using System.Buffers;
using Grpc.Core;

namespace Benchmarks.Micro.Grpc;

/// <summary>Takes a message from a marshaller, as a call does that writes it into a pipe.</summary>
internal sealed class MessageBuffer : SerializationContext
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    public override void SetPayloadLength(int payloadLength) => _bytes.GetSpan(payloadLength);

    public override IBufferWriter<byte> GetBufferWriter() => _bytes;

    public override void Complete(byte[] payload) => _bytes.Write(payload);

    public override void Complete()
    {
    }
}
