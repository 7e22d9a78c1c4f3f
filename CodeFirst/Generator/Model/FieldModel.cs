namespace CodeFirst.Generator.Model;

/// <summary>A member that is sent.</summary>
/// <param name="Member">The property or field.</param>
/// <param name="ProtoName">Name of the protobuf field.</param>
/// <param name="Number">Number of the protobuf field.</param>
/// <param name="Type">Type of one value.</param>
/// <param name="Presence">When the field is written.</param>
/// <param name="Container">What holds the values of a repeated field or map.</param>
/// <param name="Key">Type of a map's keys; null for every other field.</param>
/// <param name="Oneof">The oneof that the field belongs to, or null.</param>
/// <param name="Packing">How numbers in a list share a tag.</param>
/// <param name="Overwrites">Whether values that are read take the place of those that the constructor put there.</param>
internal sealed record FieldModel(
    MemberAccess Member,
    string ProtoName,
    int Number,
    ValueType Type,
    Presence Presence,
    Container Container,
    ValueType? Key,
    string? Oneof,
    Packing Packing,
    bool Overwrites)
{
    /// <summary>Whether its values are collected beside the message, and become the member's when all are read.</summary>
    public bool IsCollected => Container is Container.Array or Container.ListInterface or Container.DictionaryInterface || (Presence == Presence.Repeated && Overwrites);
}

/// <summary>How generated code gets at a member.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type with <c>global::</c>, nullable where it may be null.</param>
/// <param name="Get">How it is read.</param>
/// <param name="Set">How it is set.</param>
/// <param name="Field">The field that is used instead, of a property without a setter.</param>
internal sealed record MemberAccess(string Name, string Type, Access Get, Access Set, string? Field);

/// <summary>Ways to a member.</summary>
internal enum Access
{
    /// <summary>By name, as other code of the assembly can.</summary>
    Direct,

    /// <summary>Through an [UnsafeAccessor] of the property's accessor.</summary>
    Accessor,

    /// <summary>Through an [UnsafeAccessor] of a field.</summary>
    Field,

    /// <summary>There is none: what the member holds is filled.</summary>
    None,
}

/// <summary>When a field is written.</summary>
internal enum Presence
{
    /// <summary>Unless its value is the default of its type.</summary>
    Implicit,

    /// <summary>Always, unless it is null.</summary>
    Always,

    /// <summary>An <c>optional</c> field, or a message: unless it is null.</summary>
    Explicit,

    /// <summary>A repeated field or a map.</summary>
    Repeated,
}

/// <summary>How numbers in a list share a tag. Readers of ours take both forms, protobuf-net's only those that it is told of.</summary>
internal enum Packing
{
    /// <summary>Nothing to pack.</summary>
    None,

    /// <summary>Each has a tag, and the schema says so.</summary>
    Unpacked,

    /// <summary>Each has a tag, and readers may expect either form.</summary>
    Either,

    /// <summary>All share one.</summary>
    Packed,
}

/// <summary>The collection of a repeated field or map.</summary>
internal enum Container
{
    None,
    List,
    Set,
    Array,

    /// <summary>IEnumerable and what derives from it up to IList.</summary>
    ListInterface,
    Dictionary,
    DictionaryInterface,
}

/// <summary>Type of one value of a field.</summary>
/// <param name="Kind">The protobuf type.</param>
/// <param name="FullName">The C# type with <c>global::</c>, not nullable.</param>
/// <param name="Reference">Of a message, an enum or a well-known type, how to refer to it; else null.</param>
/// <param name="Storage">The C# type that a number is stored as, where that holds less than the protobuf type; of an enum its own.</param>
internal sealed record ValueType(ValueKind Kind, string FullName, ProtoTypeRef? Reference, string? Storage = null)
{
    /// <summary>Whether values of the type may be packed: numbers, bools and enums.</summary>
    public bool IsPackable => WireType != 2;

    /// <summary>Whether the C# type is a class.</summary>
    public bool IsReferenceType => Kind is ValueKind.String or ValueKind.ByteArray or ValueKind.Message;

    /// <summary>Whether it is a message on the wire that C# has a value type for.</summary>
    public bool IsWellKnown => Kind is ValueKind.DateTime or ValueKind.DateTimeOffset or ValueKind.TimeSpan;

    /// <summary>Whether an enum's values are held in more than 32 bits.</summary>
    public bool IsWide => Storage is "uint" or "long" or "ulong";

    /// <summary>The wire type, three bits of the tag.</summary>
    public int WireType => Kind switch
    {
        ValueKind.Double or ValueKind.Fixed64 or ValueKind.SFixed64 => 1,
        ValueKind.Float or ValueKind.Fixed32 or ValueKind.SFixed32 => 5,
        ValueKind.String or ValueKind.ByteArray or ValueKind.ByteMemory or ValueKind.Message or ValueKind.GuidText or ValueKind.GuidBytes or ValueKind.Decimal => 2,
        _ => IsWellKnown ? 2 : 0,
    };
}

/// <summary>The forms that one value may have on the wire.</summary>
internal enum ValueKind
{
    Bool,
    Int32,
    UInt32,
    Int64,
    UInt64,
    SInt32,
    SInt64,
    Fixed32,
    SFixed32,
    Fixed64,
    SFixed64,
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

    /// <summary>An int32 of days.</summary>
    DateOnly,

    /// <summary>An int64 of ticks.</summary>
    TimeOnly,

    GuidText,
    GuidBytes,

    /// <summary>Text.</summary>
    Decimal,
}

/// <summary>How to refer to a message or enum. For one of this assembly the schema names follow only when all are known.</summary>
/// <param name="FullName">The C# type with <c>global::</c>.</param>
/// <param name="Serializer">Full name of a message's serializer.</param>
/// <param name="ImportedName">Full protobuf name of a type of another assembly; null for one of this.</param>
/// <param name="ImportedFile">Schema file of a type of another assembly; null for one of this.</param>
/// <param name="ImportedValues">The values of an enum of another assembly.</param>
/// <param name="IsForeign">Whether protobuf-net serializes it, so that no schema has it.</param>
internal sealed record ProtoTypeRef(
    string FullName,
    string Serializer,
    string? ImportedName,
    string? ImportedFile,
    EquatableArray<EnumValueModel> ImportedValues = default,
    bool IsForeign = false);
