using System.Runtime.Serialization;

namespace CodeFirst.Grpc.ErrorDetails;

/// <summary>When the caller may try again.</summary>
/// <remarks>google/rpc/error_details.proto.</remarks>
[DataContract(Namespace = "google.rpc")]
public sealed class RetryInfo
{
    /// <summary>The least time to wait.</summary>
    [DataMember(Order = 1)]
    public TimeSpan RetryDelay { get; set; }
}
