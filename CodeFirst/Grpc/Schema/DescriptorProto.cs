using System.Runtime.Serialization;

namespace CodeFirst.Grpc.Schema;

/// <summary>A message.</summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public sealed class DescriptorProto
{
    /// <summary>Its name without the package.</summary>
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";

    /// <summary>Its fields, in order of declaration.</summary>
    [DataMember(Order = 2)]
    public List<FieldDescriptorProto> Field { get; set; } = [];

    /// <summary>Messages declared in it; map entries are.</summary>
    [DataMember(Order = 3)]
    public List<DescriptorProto> NestedType { get; set; } = [];

    /// <summary>Enums declared in it.</summary>
    [DataMember(Order = 4)]
    public List<EnumDescriptorProto> EnumType { get; set; } = [];

    /// <summary>Its options.</summary>
    [DataMember(Order = 7)]
    public MessageOptions? Options { get; set; }

    /// <summary>Its oneofs, those of <c>optional</c> fields last.</summary>
    [DataMember(Order = 8)]
    public List<OneofDescriptorProto> OneofDecl { get; set; } = [];
}

/// <summary>Options of a message.</summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public sealed class MessageOptions
{
    /// <summary>Whether it stands for one entry of a map field.</summary>
    [DataMember(Order = 7)]
    public bool MapEntry { get; set; }
}

/// <summary>A oneof.</summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public sealed class OneofDescriptorProto
{
    /// <summary>Its name.</summary>
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";
}
