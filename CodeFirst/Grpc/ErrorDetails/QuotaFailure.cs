using System.Runtime.Serialization;

namespace CodeFirst.Grpc.ErrorDetails;

/// <summary>Which quotas are used up.</summary>
/// <remarks>google/rpc/error_details.proto.</remarks>
[DataContract(Namespace = "google.rpc")]
public sealed class QuotaFailure
{
    /// <summary>One for each quota.</summary>
    [DataMember(Order = 1)]
    public List<QuotaViolation> Violations { get; set; } = [];
}

/// <summary>One quota that is used up.</summary>
[DataContract(Namespace = "google.rpc")]
public sealed class QuotaViolation
{
    /// <summary>Whose quota, such as <c>project:1234</c>.</summary>
    [DataMember(Order = 1)]
    public string Subject { get; set; } = "";

    /// <summary>Which quota, and how to get more.</summary>
    [DataMember(Order = 2)]
    public string Description { get; set; } = "";
}
