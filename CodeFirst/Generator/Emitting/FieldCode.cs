namespace CodeFirst.Generator.Emitting;

/// <summary>Expressions that measure, write, read and compare a value of each kind.</summary>
internal static class FieldCode
{
    public const int LengthDelimited = 2;

    /// <summary>Size in bytes of a value without its tag; for a message it also records the length that <see cref="Write"/> uses.</summary>
    public static string Size(ProtoType type, string value, int number) => type switch
    {
        { Kind: ValueKind.Bool } => "1",
        { WireType: 5 } => "4",
        { WireType: 1 } => "8",
        { Kind: ValueKind.String } => $"WireSize.String({value}, {number})",
        { Kind: ValueKind.ByteArray or ValueKind.ByteMemory } => $"WireSize.LengthDelimited({value}.Length)",
        { Kind: ValueKind.GuidBytes } => $"({value} == default ? 1 : 17)",
        { Kind: ValueKind.Message } => $"WireSize.Message({type.Reference!.Serializer}.Instance, {value}, lengths, {number})",
        _ => $"WireSize.{WireForm(type)}({OnWire(type, value)})",
    };

    /// <summary>The statements that write a tag and its value; a single statement where the writer has a method for both.</summary>
    public static string[] WriteField(ProtoType type, uint tag, string value) => WireForm(type) is "Int32" or "UInt32" or "Bytes"
        ? [$"writer.Write{WireForm(type)}({tag}, {OnWire(type, value)});"]
        : [$"writer.WriteTag({tag});", Write(type, value)];

    public static string Write(ProtoType type, string value) => type.Kind == ValueKind.Message
        ? $"writer.WriteMessage({type.Reference!.Serializer}.Instance, {value});"
        : $"writer.Write{WireForm(type)}({OnWire(type, value)});";

    /// <summary>The wire form of a value, as the writer's methods name it.</summary>
    private static string WireForm(ProtoType type) => type.Kind switch
    {
        ValueKind.Bool or ValueKind.SInt32 => "UInt32",
        ValueKind.SInt64 => "UInt64",
        ValueKind.Enum => type.IsWide ? "Int64" : "Int32",
        ValueKind.SFixed32 => "Fixed32",
        ValueKind.SFixed64 => "Fixed64",
        ValueKind.ByteArray or ValueKind.ByteMemory => "Bytes",
        ValueKind.DateTime => "Timestamp",
        ValueKind.TimeSpan => "Duration",
        ValueKind.DateOnly => "Int32",
        ValueKind.TimeOnly => "Int64",
        _ => type.Kind.ToString(),
    };

    /// <summary>The value converted to its wire form.</summary>
    private static string OnWire(ProtoType type, string value) => type.Kind switch
    {
        ValueKind.Bool => $"{value} ? 1u : 0u",
        ValueKind.SInt32 => $"WireSize.ZigZag((int){value})",
        ValueKind.SInt64 => $"WireSize.ZigZag({value})",
        ValueKind.Enum => (type.IsWide ? "(long)" : "(int)") + value,
        ValueKind.SFixed32 => "(uint)" + value,
        ValueKind.SFixed64 => "(ulong)" + value,
        ValueKind.ByteMemory => value + ".Span",
        ValueKind.DateOnly => value + ".DayNumber",
        ValueKind.TimeOnly => value + ".Ticks",
        _ => value,
    };

    /// <summary>Reads a value after its tag; a message is merged into <paramref name="merge"/>.</summary>
    public static string Read(ProtoType type, string merge) => type switch
    {
        { Kind: ValueKind.Enum, IsWide: true } => $"({type.FullName})reader.ReadInt64()",
        { Kind: ValueKind.Enum, Storage: null } => $"({type.FullName})reader.ReadInt32()",
        { Kind: ValueKind.SInt32, Storage: { } small } => $"({type.FullName})reader.ReadSInt32({small}.MinValue, {small}.MaxValue)",
        { Storage: { } small } => $"({type.FullName})reader.ReadInt32({small}.MinValue, {small}.MaxValue)",
        { Kind: ValueKind.SFixed32 } => "(int)reader.ReadFixed32()",
        { Kind: ValueKind.SFixed64 } => "(long)reader.ReadFixed64()",
        { Kind: ValueKind.Message } => $"reader.ReadMessage({type.Reference!.Serializer}.Instance, {merge})",
        { Kind: ValueKind.ByteArray or ValueKind.DateTime or ValueKind.TimeSpan } => $"reader.Read{WireForm(type)}()",
        _ => $"reader.Read{type.Kind}()",
    };

    /// <summary>Whether an implicit field is written; null where protobuf-net always writes it.</summary>
    public static string? IsPresent(ProtoType type, string value) => type.Kind switch
    {
        ValueKind.Bool => value,
        ValueKind.String or ValueKind.ByteArray => $"{value} is not null",
        ValueKind.ByteMemory or ValueKind.DateTime or ValueKind.DateOnly or ValueKind.TimeOnly => null,
        ValueKind.Enum or ValueKind.TimeSpan or ValueKind.GuidText or ValueKind.GuidBytes => $"{value} != default",
        _ => $"{value} != 0",
    };

    /// <summary>Whether an entry's key or value is written: protobuf-net omits numbers that are 0, but not enums.</summary>
    public static string? IsPresentInMap(ProtoType type, string value) => type.Kind switch
    {
        ValueKind.Bool => value,
        ValueKind.String or ValueKind.ByteArray or ValueKind.Message => $"{value} is not null",
        ValueKind.DateOnly or ValueKind.TimeOnly => $"{value} != default",
        _ => type.WireType == LengthDelimited || type.Kind == ValueKind.Enum ? null : $"{value} != 0",
    };

    /// <summary>The key or value of a map's entry that lacks it.</summary>
    public static string Default(ProtoType type) => type.Kind switch
    {
        ValueKind.String => "\"\"",
        ValueKind.ByteArray => "[]",

        // An empty Timestamp is the start of 1970.
        ValueKind.DateTime => type.FullName + ".UnixEpoch",
        _ => "default",
    };

    /// <summary>The tag of one value, or of a map's entry.</summary>
    public static uint Tag(FieldModel field) => Tag(field.Number, field.Key is null ? field.Type.WireType : LengthDelimited);

    public static uint PackedTag(FieldModel field) => Tag(field.Number, LengthDelimited);

    public static uint KeyTag(FieldModel field) => Tag(1, field.Key!.WireType);

    public static uint MapValueTag(FieldModel field) => Tag(2, field.Type.WireType);

    private static uint Tag(int number, int wireType) => ((uint)number << 3) | (uint)wireType;

    public static int TagSize(FieldModel field) => field.Number switch
    {
        < 1 << 4 => 1,
        < 1 << 11 => 2,
        < 1 << 18 => 3,
        < 1 << 25 => 4,
        _ => 5,
    };

    /// <summary>A local that cannot collide with the generated code's own names or a keyword.</summary>
    public static string Local(FieldModel field) => $"_{Suffix(field)}";

    public static string Get(FieldModel field, string message = "message") => field.Member.Get switch
    {
        Access.Direct => $"{message}.{InSource.Name(field.Member.Name)}",
        Access.Accessor => $"Get{Suffix(field)}({message})",
        _ => $"Field{Suffix(field)}({message})",
    };

    public static string Set(FieldModel field, string value) => field.Member.Set switch
    {
        Access.Direct => $"message.{InSource.Name(field.Member.Name)} = {value};",
        Access.Accessor => $"Set{Suffix(field)}(message, {value});",
        _ => $"Field{Suffix(field)}(message) = {value};",
    };

    public static string Suffix(FieldModel field) => field.Number.ToString(CultureInfo.InvariantCulture) + "_" + field.Member.Name;
}
