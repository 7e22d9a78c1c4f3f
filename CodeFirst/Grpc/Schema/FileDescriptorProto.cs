using System.Runtime.Serialization;

namespace CodeFirst.Grpc.Schema;

/// <summary>One .proto file: the schema of one package.</summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public sealed class FileDescriptorProto
{
    /// <summary>Path of the file, such as <c>shop.proto</c>.</summary>
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";

    /// <summary>The package.</summary>
    [DataMember(Order = 2)]
    public string Package { get; set; } = "";

    /// <summary>Paths of the files it imports.</summary>
    [DataMember(Order = 3)]
    public List<string> Dependency { get; set; } = [];

    /// <summary>Its messages.</summary>
    [DataMember(Order = 4)]
    public List<DescriptorProto> MessageType { get; set; } = [];

    /// <summary>Its enums.</summary>
    [DataMember(Order = 5)]
    public List<EnumDescriptorProto> EnumType { get; set; } = [];

    /// <summary>Its services.</summary>
    [DataMember(Order = 6)]
    public List<ServiceDescriptorProto> Service { get; set; } = [];

    /// <summary>Its options.</summary>
    [DataMember(Order = 8)]
    public FileOptions? Options { get; set; }

    /// <summary>The comments.</summary>
    [DataMember(Order = 9)]
    public SourceCodeInfo? SourceCodeInfo { get; set; }

    /// <summary><c>proto3</c>.</summary>
    [DataMember(Order = 12)]
    public string Syntax { get; set; } = "";
}

/// <summary>Options of a file.</summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public sealed class FileOptions
{
    /// <summary>The Go import path of the code made from it.</summary>
    [DataMember(Order = 11)]
    public string GoPackage { get; set; } = "";
}
