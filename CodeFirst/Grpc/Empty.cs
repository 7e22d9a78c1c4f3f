using System.Runtime.Serialization;

namespace CodeFirst.Grpc;

/// <summary>A message without fields, <c>google.protobuf.Empty</c>: what a contract method without a payload sends or returns.</summary>
[DataContract]
[ProtoFile("google.protobuf", FileName = "google/protobuf/empty.proto")]
public sealed class Empty
{
    /// <summary>The one instance there need be.</summary>
    public static readonly Empty Instance = new();
}
