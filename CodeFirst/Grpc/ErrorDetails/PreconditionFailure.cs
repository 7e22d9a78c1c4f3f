using System.Runtime.Serialization;

namespace CodeFirst.Grpc.ErrorDetails;

/// <summary>Which preconditions do not hold.</summary>
/// <remarks>google/rpc/error_details.proto.</remarks>
[DataContract(Namespace = "google.rpc")]
public sealed class PreconditionFailure
{
    /// <summary>One for each precondition.</summary>
    [DataMember(Order = 1)]
    public List<PreconditionViolation> Violations { get; set; } = [];
}

/// <summary>One precondition that does not hold.</summary>
[DataContract(Namespace = "google.rpc")]
public sealed class PreconditionViolation
{
    /// <summary>A constant of the service, such as <c>TOS</c>.</summary>
    [DataMember(Order = 1)]
    public string Type { get; set; } = "";

    /// <summary>What it does not hold for.</summary>
    [DataMember(Order = 2)]
    public string Subject { get; set; } = "";

    /// <summary>How to make it hold.</summary>
    [DataMember(Order = 3)]
    public string Description { get; set; } = "";
}
