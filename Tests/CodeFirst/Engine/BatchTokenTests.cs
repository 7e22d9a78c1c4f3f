using System.Buffers;
using System.Reflection;
using CodeFirst.Grpc;
using Grpc.Core;

namespace Tests.CodeFirst.Engine;

/// <summary>
/// The message that stands for a batch. A deadline can end the call between its arrival and its deserializing, which no call can be made to
/// do for certain; so these tests reach for the internal types.
/// </summary>
[TestClass]
public sealed class BatchTokenTests
{
    private const int Prefix = 5;

    private static readonly Type Frames = Internal("ReceivedFrames");
    private static readonly Type Batch = Internal("MessageBatch`1").MakeGenericType(typeof(Part));
    private static readonly object Marshaller = Call(Batch, "CreateMarshaller", null, Generated.PartSerializer.Instance)!;

    [TestMethod]
    public void Token_OfAnOpenCall_IsItsMessages()
    {
        object frames = FramesWithOnePart();
        object batch = Read(CreateToken(frames));

        Assert.AreEqual(1, Take(batch)?.Number);
        Assert.IsNull(Take(batch));
        Call(Frames, "Close", frames);
    }

    [TestMethod]
    public void Token_OfACallThatHasEnded_IsNoMessage()
    {
        object frames = FramesWithOnePart();
        byte[] token = CreateToken(frames);
        Call(Frames, "Close", frames);

        Assert.IsNull(Take(Read(token)));
    }

    [TestMethod]
    public void Message_ThatIsNoToken_IsThatMessage() => Assert.AreEqual(1, Take(Read([0x08, 0x01]))?.Number);

    private static object FramesWithOnePart()
    {
        object frames = Activator.CreateInstance(Frames, int.MaxValue)!;
        byte[] frame = [0, 0, 0, 0, 2, 0x08, 0x01];
        frame.CopyTo((Memory<byte>)Call(Frames, "Free", frames)!);
        Call(Frames, "Receive", frames, frame.Length);
        return frames;
    }

    private static byte[] CreateToken(object frames) => ((byte[])Call(Frames, "CreateToken", frames)!)[Prefix..];

    private static object Read(byte[] payload)
    {
        var deserializer = (Delegate)Marshaller.GetType().GetProperty(nameof(Marshaller<>.ContextualDeserializer))!.GetValue(Marshaller)!;
        return deserializer.DynamicInvoke(new Received(payload))!;
    }

    private static Part? Take(object batch)
    {
        object?[] message = [null];
        return Batch.GetMethod("TryTake")!.Invoke(batch, message) is true ? (Part?)message[0] : null;
    }

    private static Type Internal(string name) => typeof(CompiledContracts).Assembly.GetType("CodeFirst.Grpc." + name, throwOnError: true)!;

    private static object? Call(Type type, string name, object? target, params object?[] arguments) =>
        type.GetMethod(name, BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance)!.Invoke(target, arguments);

    private sealed class Received(byte[] payload) : DeserializationContext
    {
        public override int PayloadLength => payload.Length;

        public override byte[] PayloadAsNewBuffer() => payload;

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(payload);
    }
}
