using System.Runtime.Serialization;

namespace CodeFirst.Grpc.Schema;

/// <summary>Several files, each after those it imports; what <c>protoc -o</c> writes.</summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public sealed class FileDescriptorSet
{
    /// <summary>The files.</summary>
    [DataMember(Order = 1)]
    public List<FileDescriptorProto> File { get; set; } = [];
}
