using System.Text;

namespace CodeFirst.Protobuf;

/// <summary>UTF-8 as proto3 wants it: nothing is replaced, what is not valid is an error.</summary>
internal static class Utf8
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static int ByteCount(string value, int field = 0)
    {
        try
        {
            return Strict.GetByteCount(value);
        }
        catch (EncoderFallbackException e)
        {
            throw new ProtobufException($"the string has an unpaired surrogate at index {e.Index}, which UTF-8 cannot carry", e) { FieldNumber = field };
        }
    }

    public static int GetBytes(string value, Span<byte> destination) => Strict.GetBytes(value, destination);

    public static bool TryGetString(ReadOnlySpan<byte> bytes, out string value)
    {
        try
        {
            value = Strict.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            value = "";
            return false;
        }
    }
}
