using System.Runtime.Serialization;

namespace CodeFirst.Grpc.ErrorDetails;

/// <summary>What is wrong with a request.</summary>
/// <remarks>google/rpc/error_details.proto.</remarks>
[DataContract(Namespace = "google.rpc")]
public sealed class BadRequest
{
    /// <summary>One for each wrong field.</summary>
    [DataMember(Order = 1)]
    public List<FieldViolation> FieldViolations { get; set; } = [];
}

/// <summary>One field that is wrong.</summary>
[DataContract(Namespace = "google.rpc")]
public sealed class FieldViolation
{
    /// <summary>The field's path in protobuf names, such as <c>ll.x</c> or <c>cells[3]</c>.</summary>
    [DataMember(Order = 1)]
    public string Field { get; set; } = "";

    /// <summary>What is wrong with it.</summary>
    [DataMember(Order = 2)]
    public string Description { get; set; } = "";
}
