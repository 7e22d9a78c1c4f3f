namespace CodeFirst.Generator.Model;

/// <summary>A member that is sent.</summary>
/// <param name="Type">Type of one value.</param>
/// <param name="Key">Type of a map's keys; null for every other field.</param>
/// <param name="Oneof">The oneof that the field belongs to, or null.</param>
/// <param name="Overwrites">Whether values that are read replace those that the constructor put there.</param>
internal sealed record FieldModel(
    MemberAccess Member,
    string ProtoName,
    int Number,
    ProtoType Type,
    Presence Presence,
    Container Container,
    ProtoType? Key,
    string? Oneof,
    Packing Packing,
    bool Overwrites)
{
    /// <summary>Whether values are collected beside the message, and assigned to the member when all are read.</summary>
    public bool IsCollected =>
        Container is Container.Array or Container.ListInterface or Container.DictionaryInterface
        || (Presence == Presence.Repeated && Overwrites);
}

/// <summary>How generated code gets at a member.</summary>
/// <param name="Type">With <c>global::</c>, nullable where it may be null.</param>
/// <param name="Field">The field behind a property, or the field itself.</param>
internal sealed record MemberAccess(string Name, string Type, Access Get, Access Set, string? Field);

internal enum Access
{
    /// <summary>By name, as other code of the assembly can.</summary>
    Direct,

    /// <summary>Through an [UnsafeAccessor] of the property's accessor.</summary>
    Accessor,

    /// <summary>Through an [UnsafeAccessor] of a field.</summary>
    Field,

    /// <summary>Not settable: reading fills the object that the member holds.</summary>
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

/// <summary>How numbers in a list are tagged. Our readers take both forms; protobuf-net's only the form that it is told.</summary>
internal enum Packing
{
    /// <summary>Nothing to pack.</summary>
    None,

    /// <summary>A tag for each number, and the schema says <c>packed = false</c>.</summary>
    Unpacked,

    /// <summary>A tag for each number, and readers may expect either form.</summary>
    Either,

    /// <summary>One tag for all.</summary>
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
/// <param name="FullName">The C# type with <c>global::</c>, not nullable.</param>
/// <param name="Reference">Set for a message, an enum and a well-known type.</param>
/// <param name="Storage">The C# type of a number that is smaller than its protobuf type; an enum's underlying type, if not int.</param>
internal sealed record ProtoType(ValueKind Kind, string FullName, ProtoTypeRef? Reference, string? Storage = null)
{
    /// <summary>Whether values may be packed: numbers, bools and enums.</summary>
    public bool IsPackable => WireType != 2;

    /// <summary>Whether the C# type is a class.</summary>
    public bool IsReferenceType => Kind is ValueKind.String or ValueKind.ByteArray or ValueKind.Message;

    /// <summary>Whether C# has a value type for what is a message on the wire.</summary>
    public bool IsWellKnown => Kind is ValueKind.DateTime or ValueKind.TimeSpan;

    /// <summary>Whether an enum's values take more than 32 bits.</summary>
    public bool IsWide => Storage is "uint" or "long" or "ulong";

    /// <summary>The wire type, three bits of the tag.</summary>
    public int WireType => Kind switch
    {
        ValueKind.Double or ValueKind.Fixed64 or ValueKind.SFixed64 => 1,
        ValueKind.Float or ValueKind.Fixed32 or ValueKind.SFixed32 => 5,
        ValueKind.GuidText or ValueKind.GuidBytes or ValueKind.Decimal or ValueKind.ByteMemory => 2,
        _ => IsWellKnown || IsReferenceType ? 2 : 0,
    };
}

/// <summary>
/// The forms of one value on the wire. DateTime is a Timestamp, read as UTC; TimeSpan is a Duration. DateOnly is an
/// int32 of days, TimeOnly an int64 of ticks, Decimal a string.
/// </summary>
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
    DateTime,
    TimeSpan,
    DateOnly,
    TimeOnly,
    GuidText,
    GuidBytes,
    Decimal,
}

/// <summary>A reference to a message or enum. Names of this assembly's types are in the <see cref="NameTable"/>.</summary>
/// <param name="FullName">The C# type with <c>global::</c>.</param>
/// <param name="Serializer">Full name of a message's serializer.</param>
/// <param name="ImportedName">Full protobuf name of another assembly's type, else null.</param>
/// <param name="ImportedFile">Schema file of another assembly's type, else null.</param>
/// <param name="ImportedValues">The values of another assembly's enum.</param>
/// <param name="IsForeign">Whether protobuf-net serializes it; no schema has it then.</param>
internal sealed record ProtoTypeRef(
    string FullName,
    string Serializer,
    string? ImportedName,
    string? ImportedFile,
    EquatableArray<EnumValueModel> ImportedValues = default,
    bool IsForeign = false);
