using System.Buffers.Binary;
using CodeFirst.Grpc;

namespace Benchmarks.Micro.Contract;

/// <summary>Messages in their frames, as they are on the wire.</summary>
internal static class Framed
{
    public const int PrefixSize = 5;

    public static byte[] Of<T>(params IEnumerable<T> messages)
        where T : class
    {
        using var frames = new MemoryStream();
        foreach (T message in messages)
        {
            byte[] bytes = MessageTypes.SerializerOf<T>().ToArray(message);
            byte[] prefix = new byte[PrefixSize];
            BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), bytes.Length);
            frames.Write(prefix);
            frames.Write(bytes);
        }

        return frames.ToArray();
    }
}
