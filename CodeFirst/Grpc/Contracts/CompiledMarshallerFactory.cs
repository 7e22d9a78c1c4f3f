using Grpc.Core;
using ProtoBuf.Grpc.Configuration;

namespace CodeFirst.Grpc;

/// <summary>Gives protobuf-net.Grpc the compiled marshaller of every message that has one.</summary>
internal sealed class CompiledMarshallerFactory : MarshallerFactory
{
    protected override bool CanSerialize(Type type) => MessageTypes.TryGet(type, out _);

    protected override Marshaller<T> CreateMarshaller<T>() =>
        MessageTypes.TryGet(typeof(T), out object? marshaller)
            ? (Marshaller<T>)marshaller
            : throw new InvalidOperationException($"'{typeof(T)}' has no compiled serializer.");
}
