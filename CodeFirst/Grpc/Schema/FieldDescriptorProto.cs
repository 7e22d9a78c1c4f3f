using System.Runtime.Serialization;

namespace CodeFirst.Grpc.Schema;

/// <summary>A field of a message.</summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public sealed class FieldDescriptorProto
{
    /// <summary>Its name, in lower_snake_case.</summary>
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";

    /// <summary>Its number, 1 to 536870911.</summary>
    [DataMember(Order = 3)]
    public int Number { get; set; }

    /// <summary>How often it occurs.</summary>
    [DataMember(Order = 4)]
    public FieldLabel Label { get; set; }

    /// <summary>Its type.</summary>
    [DataMember(Order = 5)]
    public FieldType Type { get; set; }

    /// <summary>For a message or enum, its full name with a leading dot.</summary>
    [DataMember(Order = 6)]
    public string TypeName { get; set; } = "";

    /// <summary>The oneof it belongs to, an index into <see cref="DescriptorProto.OneofDecl"/>.</summary>
    [DataMember(Order = 9)]
    public int? OneofIndex { get; set; }

    /// <summary>Its name in JSON.</summary>
    [DataMember(Order = 10)]
    public string JsonName { get; set; } = "";

    /// <summary>Whether it is <c>optional</c>: presence is told apart from the default value.</summary>
    [DataMember(Order = 17)]
    public bool Proto3Optional { get; set; }
}

/// <summary>How often a field occurs; the numbers of <c>FieldDescriptorProto.Label</c>.</summary>
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public enum FieldLabel
{
    /// <summary>Not a label.</summary>
    Unspecified = 0,

    /// <summary>At most once: every proto3 field that is not repeated.</summary>
    Optional = 1,

    /// <summary>Any number of times.</summary>
    Repeated = 3,
}

/// <summary>Type of a field; the numbers of <c>FieldDescriptorProto.Type</c>.</summary>
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public enum FieldType
{
    /// <summary>Not a type.</summary>
    Unspecified = 0,

    /// <summary>double</summary>
    Double = 1,

    /// <summary>float</summary>
    Float = 2,

    /// <summary>int64</summary>
    Int64 = 3,

    /// <summary>uint64</summary>
    UInt64 = 4,

    /// <summary>int32</summary>
    Int32 = 5,

    /// <summary>fixed64</summary>
    Fixed64 = 6,

    /// <summary>fixed32</summary>
    Fixed32 = 7,

    /// <summary>bool</summary>
    Bool = 8,

    /// <summary>string</summary>
    String = 9,

    /// <summary>A message.</summary>
    Message = 11,

    /// <summary>bytes</summary>
    Bytes = 12,

    /// <summary>uint32</summary>
    UInt32 = 13,

    /// <summary>An enum.</summary>
    Enum = 14,

    /// <summary>sfixed32</summary>
    SFixed32 = 15,

    /// <summary>sfixed64</summary>
    SFixed64 = 16,

    /// <summary>sint32</summary>
    SInt32 = 17,

    /// <summary>sint64</summary>
    SInt64 = 18,
}
