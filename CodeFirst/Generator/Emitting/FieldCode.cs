using CodeFirst.Generator.Model;
using ValueType = CodeFirst.Generator.Model.ValueType;

namespace CodeFirst.Generator.Emitting;

/// <summary>The expressions that measure, write, read and compare one value of each kind.</summary>
internal static class FieldCode
{
    /// <summary>The wire type of all that has a length.</summary>
    public const int LengthDelimited = 2;

    /// <summary>
    /// Bytes of a value of the field <paramref name="number"/>, without its tag. Of a message it also records the length that
    /// <see cref="Write"/> uses.
    /// </summary>
    public static string Size(ValueType type, string value, int number) => type.Kind switch
    {
        ValueKind.Bool => "1",
        ValueKind.Float or ValueKind.Fixed32 or ValueKind.SFixed32 => "4",
        ValueKind.Double or ValueKind.Fixed64 or ValueKind.SFixed64 => "8",
        ValueKind.Int32 => $"WireSize.Int32({value})",
        ValueKind.Enum => type.IsWide ? $"WireSize.Int64((long){value})" : $"WireSize.Int32((int){value})",
        ValueKind.UInt32 => $"WireSize.UInt32({value})",
        ValueKind.Int64 => $"WireSize.Int64({value})",
        ValueKind.UInt64 => $"WireSize.UInt64({value})",
        ValueKind.SInt32 => $"WireSize.UInt32(WireSize.ZigZag((int){value}))",
        ValueKind.SInt64 => $"WireSize.UInt64(WireSize.ZigZag({value}))",
        ValueKind.String => $"WireSize.String({value}, {number})",
        ValueKind.ByteArray => $"WireSize.Bytes({value})",
        ValueKind.ByteMemory => $"WireSize.LengthDelimited({value}.Length)",
        ValueKind.DateTime => $"WireSize.Timestamp({value})",
        ValueKind.DateTimeOffset => $"WireSize.Timestamp({value}.UtcDateTime)",
        ValueKind.TimeSpan => $"WireSize.Duration({value})",
        ValueKind.DateOnly => $"WireSize.Int32({value}.DayNumber)",
        ValueKind.TimeOnly => $"WireSize.Int64({value}.Ticks)",
        ValueKind.GuidText => $"WireSize.GuidText({value})",
        ValueKind.GuidBytes => $"({value} == default ? 1 : 17)",
        ValueKind.Decimal => $"WireSize.Decimal({value})",
        _ => $"WireSize.Message({type.Reference!.Serializer}.Instance, {value}, lengths, {number})",
    };

    /// <summary>Writes a tag and its value, in lines; in one step where the writer has one.</summary>
    public static string[] WriteField(ValueType type, uint tag, string value) => type.Kind switch
    {
        ValueKind.Bool => [$"writer.WriteUInt32({tag}, {value} ? 1u : 0u);"],
        ValueKind.Int32 => [$"writer.WriteInt32({tag}, {value});"],
        ValueKind.Enum when !type.IsWide => [$"writer.WriteInt32({tag}, (int){value});"],
        ValueKind.UInt32 => [$"writer.WriteUInt32({tag}, {value});"],
        ValueKind.ByteArray => [$"writer.WriteBytes({tag}, {value});"],
        ValueKind.ByteMemory => [$"writer.WriteBytes({tag}, {value}.Span);"],
        _ => [$"writer.WriteTag({tag});", Write(type, value)],
    };

    /// <summary>Writes a value, without its tag.</summary>
    public static string Write(ValueType type, string value) => type.Kind switch
    {
        ValueKind.Enum => type.IsWide ? $"writer.WriteInt64((long){value});" : $"writer.WriteInt32((int){value});",
        ValueKind.SInt32 => $"writer.WriteUInt32(WireSize.ZigZag((int){value}));",
        ValueKind.SInt64 => $"writer.WriteUInt64(WireSize.ZigZag({value}));",
        ValueKind.SFixed32 => $"writer.WriteFixed32((uint){value});",
        ValueKind.SFixed64 => $"writer.WriteFixed64((ulong){value});",
        ValueKind.ByteArray => $"writer.WriteBytes({value});",
        ValueKind.ByteMemory => $"writer.WriteBytes({value}.Span);",
        ValueKind.DateTime => $"writer.WriteTimestamp({value});",
        ValueKind.DateTimeOffset => $"writer.WriteTimestamp({value}.UtcDateTime);",
        ValueKind.TimeSpan => $"writer.WriteDuration({value});",
        ValueKind.DateOnly => $"writer.WriteInt32({value}.DayNumber);",
        ValueKind.TimeOnly => $"writer.WriteInt64({value}.Ticks);",
        ValueKind.Message => $"writer.WriteMessage({type.Reference!.Serializer}.Instance, {value});",
        _ => $"writer.Write{type.Kind}({value});",
    };

    /// <summary>Reads a value after its tag; of a message, into <paramref name="merge"/>.</summary>
    public static string Read(ValueType type, string merge) => type.Kind switch
    {
        ValueKind.Int32 or ValueKind.UInt32 or ValueKind.SInt32 when type.Storage is not null => $"({type.FullName})reader.Read{(type.Kind == ValueKind.SInt32 ? "SInt32" : "Int32")}({type.Storage}.MinValue, {type.Storage}.MaxValue)",
        ValueKind.Enum => $"({type.FullName})" + type switch
        {
            { IsWide: true } => "reader.ReadInt64()",
            { Storage: null } => "reader.ReadInt32()",
            _ => $"reader.ReadInt32({type.Storage}.MinValue, {type.Storage}.MaxValue)",
        },
        ValueKind.SFixed32 => "(int)reader.ReadFixed32()",
        ValueKind.SFixed64 => "(long)reader.ReadFixed64()",
        ValueKind.ByteArray => "reader.ReadBytes()",
        ValueKind.DateTime => "reader.ReadTimestamp()",
        ValueKind.DateTimeOffset => "new global::System.DateTimeOffset(reader.ReadTimestamp())",
        ValueKind.TimeSpan => "reader.ReadDuration()",
        ValueKind.Message => $"reader.ReadMessage({type.Reference!.Serializer}.Instance, {merge})",
        _ => $"reader.Read{type.Kind}()",
    };

    /// <summary>Whether an implicit field is written; null when it always is, as protobuf-net has it.</summary>
    public static string? IsPresent(ValueType type, string value) => type.Kind switch
    {
        ValueKind.Bool => value,
        ValueKind.String or ValueKind.ByteArray => $"{value} is not null",
        ValueKind.ByteMemory or ValueKind.DateTime or ValueKind.DateTimeOffset or ValueKind.DateOnly or ValueKind.TimeOnly => null,
        ValueKind.Enum or ValueKind.TimeSpan or ValueKind.GuidText or ValueKind.GuidBytes => $"{value} != default",
        _ => $"{value} != 0",
    };

    /// <summary>Whether the key or value of a map's entry is written: protobuf-net leaves out numbers that are 0, but no enums.</summary>
    public static string? IsPresentInMap(ValueType type, string value) => type.Kind switch
    {
        ValueKind.Bool => value,
        ValueKind.String or ValueKind.ByteArray or ValueKind.Message => $"{value} is not null",
        ValueKind.DateOnly or ValueKind.TimeOnly => $"{value} != default",
        _ => type.WireType == LengthDelimited || type.Kind == ValueKind.Enum ? null : $"{value} != 0",
    };

    /// <summary>What the key or value of a map's entry is when the entry does not have it.</summary>
    public static string Default(ValueType type) => type.Kind switch
    {
        ValueKind.String => "\"\"",
        ValueKind.ByteArray => "[]",

        // A message without fields, which as a time is that of 1970.
        ValueKind.DateTime or ValueKind.DateTimeOffset => type.FullName + ".UnixEpoch",
        _ => "default",
    };

    /// <summary>The tag of one value; of a map, that of an entry.</summary>
    public static uint Tag(FieldModel field) => Tag(field.Number, field.Key is null ? field.Type.WireType : LengthDelimited);

    /// <summary>The tag of all values of a packed field.</summary>
    public static uint PackedTag(FieldModel field) => Tag(field.Number, LengthDelimited);

    /// <summary>The tags of key and value in a map's entry are always one byte.</summary>
    public static uint KeyTag(FieldModel field) => Tag(1, field.Key!.WireType);

    public static uint MapValueTag(FieldModel field) => Tag(2, field.Type.WireType);

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
    public static string Local(FieldModel field) => $"_{Suffix(field)}";

    /// <summary>The member's value.</summary>
    public static string Get(FieldModel field, string message = "message") => field.Member.Get switch
    {
        Access.Direct => $"{message}.{Identifier.Of(field.Member.Name)}",
        Access.Accessor => $"Get{Suffix(field)}({message})",
        _ => $"Field{Suffix(field)}({message})",
    };

    /// <summary>Sets the member.</summary>
    public static string Set(FieldModel field, string value) => field.Member.Set switch
    {
        Access.Direct => $"message.{Identifier.Of(field.Member.Name)} = {value};",
        Access.Accessor => $"Set{Suffix(field)}(message, {value});",
        _ => $"Field{Suffix(field)}(message) = {value};",
    };

    public static string Suffix(FieldModel field) => field.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) + "_" + field.Member.Name;
}
