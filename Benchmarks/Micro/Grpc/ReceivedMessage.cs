using System.Buffers;
using Grpc.Core;

namespace Benchmarks.Micro.Grpc;

/// <summary>Gives a message to a marshaller, as a call does that has it in memory in one piece.</summary>
internal sealed class ReceivedMessage(byte[] bytes) : DeserializationContext
{
    private readonly ReadOnlySequence<byte> _sequence = new(bytes);

    public override int PayloadLength => bytes.Length;

    public override byte[] PayloadAsNewBuffer() => [.. bytes];

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _sequence;
}
