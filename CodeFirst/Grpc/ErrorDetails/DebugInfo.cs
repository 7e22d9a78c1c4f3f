using System.Runtime.Serialization;

namespace CodeFirst.Grpc.ErrorDetails;

/// <summary>What a developer of the server wants to know; never for strangers.</summary>
/// <remarks>google/rpc/error_details.proto.</remarks>
[DataContract(Namespace = "google.rpc")]
public sealed class DebugInfo
{
    /// <summary>The stack, innermost first.</summary>
    [DataMember(Order = 1)]
    public List<string> StackEntries { get; set; } = [];

    /// <summary>Anything more.</summary>
    [DataMember(Order = 2)]
    public string Detail { get; set; } = "";
}
