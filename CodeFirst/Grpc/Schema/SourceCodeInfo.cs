using System.Runtime.Serialization;

namespace CodeFirst.Grpc.Schema;

/// <summary>The comments of a file.</summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public sealed class SourceCodeInfo
{
    /// <summary>One per commented declaration.</summary>
    [DataMember(Order = 1)]
    public List<SourceLocation> Location { get; set; } = [];
}

/// <summary>A declaration and its comment; <c>SourceCodeInfo.Location</c>.</summary>
[DataContract]
[ProtoFile(Descriptor.Package, FileName = Descriptor.File)]
public sealed class SourceLocation
{
    /// <summary>Field numbers and indexes that lead from the file to the declaration, as descriptor.proto describes.</summary>
    [DataMember(Order = 1)]
    public List<int> Path { get; set; } = [];

    /// <summary>Line and columns; there is no source text here, so zeros.</summary>
    [DataMember(Order = 2)]
    public List<int> Span { get; set; } = [];

    /// <summary>The comment before the declaration, each line with its leading blank.</summary>
    [DataMember(Order = 3)]
    public string LeadingComments { get; set; } = "";
}
