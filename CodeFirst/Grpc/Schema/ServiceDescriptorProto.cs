using System.Runtime.Serialization;

namespace CodeFirst.Grpc.Schema;

/// <summary>A service.</summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public sealed class ServiceDescriptorProto
{
    /// <summary>Its name without the package.</summary>
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";

    /// <summary>Its methods.</summary>
    [DataMember(Order = 2)]
    public List<MethodDescriptorProto> Method { get; set; } = [];
}

/// <summary>A method of a service.</summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public sealed class MethodDescriptorProto
{
    /// <summary>Its name.</summary>
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";

    /// <summary>The request message, its full name with a leading dot.</summary>
    [DataMember(Order = 2)]
    public string InputType { get; set; } = "";

    /// <summary>The response message, its full name with a leading dot.</summary>
    [DataMember(Order = 3)]
    public string OutputType { get; set; } = "";

    /// <summary>Whether requests are a stream.</summary>
    [DataMember(Order = 5)]
    public bool ClientStreaming { get; set; }

    /// <summary>Whether responses are a stream.</summary>
    [DataMember(Order = 6)]
    public bool ServerStreaming { get; set; }
}
