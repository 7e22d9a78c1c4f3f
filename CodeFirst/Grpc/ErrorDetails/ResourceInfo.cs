using System.Runtime.Serialization;

namespace CodeFirst.Grpc.ErrorDetails;

/// <summary>What a call was about when it failed.</summary>
/// <remarks>google/rpc/error_details.proto.</remarks>
[DataContract(Namespace = "google.rpc")]
public sealed class ResourceInfo
{
    /// <summary>Its type, such as <c>map</c>.</summary>
    [DataMember(Order = 1)]
    public string ResourceType { get; set; } = "";

    /// <summary>Its name.</summary>
    [DataMember(Order = 2)]
    public string ResourceName { get; set; } = "";

    /// <summary>Who has it; may be empty.</summary>
    [DataMember(Order = 3)]
    public string Owner { get; set; } = "";

    /// <summary>What went wrong with it.</summary>
    [DataMember(Order = 4)]
    public string Description { get; set; } = "";
}
