using CodeFirst.Generator.Model;
using ValueType = CodeFirst.Generator.Model.ValueType;

namespace CodeFirst.Generator.Emitting;

/// <summary>The expressions that measure, write, read and compare one value of each kind.</summary>
internal static class FieldCode
{
    /// <summary>
    /// Bytes of a value of the field <paramref name="number"/>, without its tag. Of a message it also records the length that
    /// <see cref="Write"/> uses.
    /// </summary>
    public static string Size(ValueType type, string value, int number) => type.Kind switch
    {
        ValueKind.Bool => "1",
        ValueKind.Float => "4",
        ValueKind.Double => "8",
        ValueKind.Int32 => $"WireSize.Int32({value})",
        ValueKind.Enum => $"WireSize.Int32((int){value})",
        ValueKind.UInt32 => $"WireSize.UInt32({value})",
        ValueKind.Int64 => $"WireSize.Int64({value})",
        ValueKind.UInt64 => $"WireSize.UInt64({value})",
        ValueKind.String => $"WireSize.String({value}, {number})",
        ValueKind.ByteArray => $"WireSize.Bytes({value})",
        ValueKind.ByteMemory => $"WireSize.LengthDelimited({value}.Length)",
        ValueKind.DateTime => $"WireSize.Timestamp({value})",
        ValueKind.DateTimeOffset => $"WireSize.Timestamp({value}.UtcDateTime)",
        ValueKind.TimeSpan => $"WireSize.Duration({value}, {number})",
        _ => $"WireSize.Message({type.Reference!.Serializer}.Instance, {value}, lengths, {number})",
    };

    /// <summary>Writes a tag and its value, in lines; in one step where the writer has one.</summary>
    public static string[] WriteField(ValueType type, uint tag, string value) => type.Kind switch
    {
        ValueKind.Bool => [$"writer.WriteUInt32({tag}, {value} ? 1u : 0u);"],
        ValueKind.Int32 => [$"writer.WriteInt32({tag}, {value});"],
        ValueKind.Enum => [$"writer.WriteInt32({tag}, (int){value});"],
        ValueKind.UInt32 => [$"writer.WriteUInt32({tag}, {value});"],
        ValueKind.ByteArray => [$"writer.WriteBytes({tag}, {value});"],
        ValueKind.ByteMemory => [$"writer.WriteBytes({tag}, {value}.Span);"],
        _ => [$"writer.WriteTag({tag});", Write(type, value)],
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
        ValueKind.DateTime => $"writer.WriteTimestamp({value});",
        ValueKind.DateTimeOffset => $"writer.WriteTimestamp({value}.UtcDateTime);",
        ValueKind.TimeSpan => $"writer.WriteDuration({value});",
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
        ValueKind.ByteArray => "reader.ReadBytes()",
        ValueKind.ByteMemory => "reader.ReadByteMemory()",
        ValueKind.DateTime => $"reader.ReadTimestamp({merge})",

        // UTC already, so the conversion of null and of a value alike keeps it.
        ValueKind.DateTimeOffset => $"new global::System.DateTimeOffset(reader.ReadTimestamp(({merge})?.UtcDateTime))",
        ValueKind.TimeSpan => $"reader.ReadDuration({merge})",
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
        ValueKind.DateTime or ValueKind.DateTimeOffset or ValueKind.TimeSpan => $"{value} != default",
        _ => $"{value} != 0",
    };

    /// <summary>What an absent implicit field reads as.</summary>
    public static string Default(ValueType type) => type.Kind switch
    {
        ValueKind.String => "\"\"",
        ValueKind.ByteArray => "[]",
        _ => "default",
    };

    /// <summary>The tag of one value; of a map, that of an entry.</summary>
    public static uint Tag(FieldModel field) => Tag(field.Number, field.Key is null ? field.Type.WireType : LengthDelimited);

    /// <summary>The tag of all values of a packed field.</summary>
    public static uint PackedTag(FieldModel field) => Tag(field.Number, LengthDelimited);

    /// <summary>The tags of key and value in a map's entry are always one byte.</summary>
    public static uint KeyTag(FieldModel field) => Tag(1, field.Key!.WireType);

    public static uint MapValueTag(FieldModel field) => Tag(2, field.Type.WireType);

    /// <summary>The wire type of all that has a length.</summary>
    public const int LengthDelimited = 2;

    private static uint Tag(int number, int wireType) => ((uint)number << 3) | (uint)wireType;

    public static int TagSize(FieldModel field)
    {
        int size = 1;
        for (uint tag = Tag(field); tag >= 0x80; tag >>= 7)
        {
            size++;
        }

        return size;
    }

    /// <summary>A local that cannot collide with the generated code's own names or a keyword.</summary>
    public static string Local(FieldModel field) => "_" + field.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) + "_" + field.Member;
}
