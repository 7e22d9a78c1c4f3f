using System.Runtime.Serialization;

namespace CodeFirst.Grpc.Schema;

/// <summary>An enum.</summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public sealed class EnumDescriptorProto
{
    /// <summary>Its name.</summary>
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";

    /// <summary>Its values.</summary>
    [DataMember(Order = 2)]
    public List<EnumValueDescriptorProto> Value { get; set; } = [];
}

/// <summary>A value of an enum.</summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public sealed class EnumValueDescriptorProto
{
    /// <summary>Its name, in UPPER_SNAKE_CASE.</summary>
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";

    /// <summary>Its number. Always set: readers take a value without one for a mistake, and 0 is a number.</summary>
    [DataMember(Order = 2)]
    public int? Number { get; set; }
}
