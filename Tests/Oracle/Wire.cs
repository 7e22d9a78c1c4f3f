using CodeFirst.Grpc;
using CodeFirst.Protobuf;
using ProtoBuf.Meta;

namespace Tests.Oracle;

/// <summary>A message to bytes and back: by our serializer, and by protobuf-net's own model of the same classes.</summary>
internal static class Wire
{
    private static readonly RuntimeTypeModel ProtobufNet = RuntimeTypeModel.Create();

    public static byte[] Write<T>(T message)
        where T : class => ((CompiledMarshaller<T>)MessageTypes.MarshallerOf<T>()).Compiled.ToArray(message);

    public static T Read<T>(ReadOnlySpan<byte> bytes)
        where T : class => ((CompiledMarshaller<T>)MessageTypes.MarshallerOf<T>()).Compiled.Read(bytes);

    public static byte[] WriteByProtobufNet<T>(T message)
    {
        using var bytes = new MemoryStream();
        ProtobufNet.Serialize(bytes, message);
        return bytes.ToArray();
    }

    public static T ReadByProtobufNet<T>(byte[] bytes) => ProtobufNet.Deserialize<T>((ReadOnlyMemory<byte>)bytes);
}
