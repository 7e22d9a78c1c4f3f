namespace CodeFirst.Generator.Model;

/// <summary>A <c>[DataMember]</c>.</summary>
/// <param name="Member">Name of the property or field.</param>
/// <param name="ProtoName">Name of the protobuf field.</param>
/// <param name="Number">Number of the protobuf field.</param>
/// <param name="Type">Type of one value.</param>
/// <param name="Presence">When the field is written, and what it is when absent.</param>
/// <param name="Container">What holds the values of a repeated field or map.</param>
/// <param name="Key">Type of a map's keys; null for every other field.</param>
/// <param name="Oneof">The oneof that the field belongs to, or null.</param>
internal sealed record FieldModel(
    string Member,
    string ProtoName,
    int Number,
    ValueType Type,
    Presence Presence,
    Container Container,
    ValueType? Key,
    string? Oneof)
{
    /// <summary>Numbers in a list, which share one tag and length.</summary>
    public bool IsPacked => Presence == Presence.Repeated && Key is null && Type.IsPackable;
}

/// <summary>When a field is written, and what it is when absent.</summary>
internal enum Presence
{
    /// <summary>A plain proto3 field: its type's default is not written.</summary>
    Implicit,

    /// <summary>An <c>optional</c> field, or a message: null is not written, and absent is null.</summary>
    Explicit,

    /// <summary>A repeated field or a map.</summary>
    Repeated,
}

/// <summary>The collection of a repeated field or map.</summary>
internal enum Container
{
    None,
    List,
    Array,
    Dictionary,
}

/// <summary>Type of one value of a field.</summary>
/// <param name="Kind">The protobuf type.</param>
/// <param name="FullName">The C# type with <c>global::</c>, not nullable.</param>
/// <param name="Reference">Of a message, an enum or a well-known type, how to refer to it; else null.</param>
internal sealed record ValueType(ValueKind Kind, string FullName, ProtoTypeRef? Reference)
{
    /// <summary>Whether values of the type may be packed: numbers, bools and enums.</summary>
    public bool IsPackable => WireType != 2;

    /// <summary>Whether the C# type is a class.</summary>
    public bool IsReferenceType => Kind is ValueKind.String or ValueKind.ByteArray or ValueKind.Message;

    /// <summary>Whether it is a message on the wire that C# has a value type for.</summary>
    public bool IsWellKnown => Kind is ValueKind.DateTime or ValueKind.DateTimeOffset or ValueKind.TimeSpan;

    /// <summary>The wire type, three bits of the tag.</summary>
    public int WireType => Kind switch
    {
        ValueKind.Double => 1,
        ValueKind.Float => 5,
        ValueKind.Bool or ValueKind.Int32 or ValueKind.UInt32 or ValueKind.Int64 or ValueKind.UInt64 or ValueKind.Enum => 0,
        _ => 2,
    };
}

/// <summary>The C# types that one value may have.</summary>
internal enum ValueKind
{
    Bool,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float,
    Double,
    String,
    ByteArray,
    ByteMemory,
    Enum,
    Message,

    /// <summary>google.protobuf.Timestamp.</summary>
    DateTime,

    /// <summary>google.protobuf.Timestamp, read as UTC.</summary>
    DateTimeOffset,

    /// <summary>google.protobuf.Duration.</summary>
    TimeSpan,
}

/// <summary>How to refer to a message or enum. For one of this assembly the schema names follow only when all are known.</summary>
/// <param name="FullName">The C# type with <c>global::</c>.</param>
/// <param name="Serializer">Full name of a message's serializer.</param>
/// <param name="ImportedName">Full protobuf name of a type of another assembly; null for one of this.</param>
/// <param name="ImportedFile">Schema file of a type of another assembly; null for one of this.</param>
/// <param name="ImportedValues">The values of an enum of another assembly.</param>
internal sealed record ProtoTypeRef(string FullName, string Serializer, string? ImportedName, string? ImportedFile, EquatableArray<EnumValueModel> ImportedValues = default);
