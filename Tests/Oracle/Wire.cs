using CodeFirst.Protobuf;
using Tests.Oracle.Contract;
using Tests.Oracle.Contract.Generated;

namespace Tests.Oracle;

/// <summary>The contract's message to bytes and back, by our serializer.</summary>
internal static class Wire
{
    public static byte[] Write(Everything message)
    {
        var lengths = new MessageLengths();
        byte[] bytes = new byte[EverythingSerializer.Instance.Measure(message, lengths)];
        EverythingSerializer.Instance.Write(message, bytes.Length, lengths, bytes);
        return bytes;
    }

    public static Everything Read(ReadOnlySpan<byte> bytes) => EverythingSerializer.Instance.Read(bytes);
}
