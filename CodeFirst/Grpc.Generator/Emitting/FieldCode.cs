using CodeFirst.Grpc.Generator.Model;
using ValueType = CodeFirst.Grpc.Generator.Model.ValueType;

namespace CodeFirst.Grpc.Generator.Emitting;

/// <summary>The expressions that measure, write, read and compare one value of each kind.</summary>
internal static class FieldCode
{
    /// <summary>Bytes of a value, without its tag. Of a message it also records the length that <see cref="Write"/> uses.</summary>
    public static string Size(ValueType type, string value) => type.Kind switch
    {
        ValueKind.Bool => "1",
        ValueKind.Float => "4",
        ValueKind.Double => "8",
        ValueKind.Int32 => $"WireSize.Int32({value})",
        ValueKind.Enum => $"WireSize.Int32((int){value})",
        ValueKind.UInt32 => $"WireSize.UInt32({value})",
        ValueKind.Int64 => $"WireSize.Int64({value})",
        ValueKind.UInt64 => $"WireSize.UInt64({value})",
        ValueKind.String => $"WireSize.String({value})",
        ValueKind.ByteArray => $"WireSize.Bytes({value})",
        ValueKind.ByteMemory => $"WireSize.LengthDelimited({value}.Length)",
        _ => $"WireSize.Message({type.Reference!.Serializer}.Instance, {value}, lengths)",
    };

    /// <summary>Writes a value, without its tag.</summary>
    public static string Write(ValueType type, string value) => type.Kind switch
    {
        ValueKind.Bool => $"writer.WriteBool({value});",
        ValueKind.Float => $"writer.WriteFloat({value});",
        ValueKind.Double => $"writer.WriteDouble({value});",
        ValueKind.Int32 => $"writer.WriteInt32({value});",
        ValueKind.Enum => $"writer.WriteInt32((int){value});",
        ValueKind.UInt32 => $"writer.WriteUInt32({value});",
        ValueKind.Int64 => $"writer.WriteInt64({value});",
        ValueKind.UInt64 => $"writer.WriteUInt64({value});",
        ValueKind.String => $"writer.WriteString({value});",
        ValueKind.ByteArray => $"writer.WriteBytes({value});",
        ValueKind.ByteMemory => $"writer.WriteBytes({value}.Span);",
        _ => $"writer.WriteMessage({type.Reference!.Serializer}.Instance, {value});",
    };

    /// <summary>Reads a value after its tag; of a message, into the values of <paramref name="merge"/>.</summary>
    public static string Read(ValueType type, string merge) => type.Kind switch
    {
        ValueKind.Bool => "reader.ReadBool()",
        ValueKind.Float => "reader.ReadFloat()",
        ValueKind.Double => "reader.ReadDouble()",
        ValueKind.Int32 => "reader.ReadInt32()",
        ValueKind.Enum => $"({type.FullName})reader.ReadInt32()",
        ValueKind.UInt32 => "reader.ReadUInt32()",
        ValueKind.Int64 => "reader.ReadInt64()",
        ValueKind.UInt64 => "reader.ReadUInt64()",
        ValueKind.String => "reader.ReadString()",
        ValueKind.ByteArray or ValueKind.ByteMemory => "reader.ReadBytes()",
        _ => $"reader.ReadMessage({type.Reference!.Serializer}.Instance, {merge})",
    };

    /// <summary>Whether an implicit field is written: whether its value is not the default of its type.</summary>
    public static string IsPresent(ValueType type, string value) => type.Kind switch
    {
        ValueKind.Bool => value,

        // By bits: -0.0 equals 0.0 and is not the default.
        ValueKind.Float => $"global::System.BitConverter.SingleToInt32Bits({value}) != 0",
        ValueKind.Double => $"global::System.BitConverter.DoubleToInt64Bits({value}) != 0",
        ValueKind.String or ValueKind.ByteArray => $"{value} is {{ Length: > 0 }}",
        ValueKind.ByteMemory => $"!{value}.IsEmpty",
        ValueKind.Enum => $"(int){value} != 0",
        _ => $"{value} != 0",
    };

    /// <summary>What an absent implicit field reads as.</summary>
    public static string Default(ValueType type) => type.Kind switch
    {
        ValueKind.String => "\"\"",
        ValueKind.ByteArray => "[]",
        _ => "default",
    };

    public static uint Tag(FieldModel field, bool packed) => ((uint)field.Number << 3) | (packed ? 2u : (uint)field.Type.WireType);

    public static int TagSize(FieldModel field)
    {
        int size = 1;
        for (uint tag = Tag(field, false); tag >= 0x80; tag >>= 7)
        {
            size++;
        }

        return size;
    }
}
