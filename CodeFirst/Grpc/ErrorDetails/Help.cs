using System.Runtime.Serialization;

namespace CodeFirst.Grpc.ErrorDetails;

/// <summary>Where to read more.</summary>
/// <remarks>google/rpc/error_details.proto.</remarks>
[DataContract(Namespace = "google.rpc")]
public sealed class Help
{
    /// <summary>Pages, the best first.</summary>
    [DataMember(Order = 1)]
    public List<HelpLink> Links { get; set; } = [];
}

/// <summary>One page.</summary>
[DataContract(Namespace = "google.rpc")]
public sealed class HelpLink
{
    /// <summary>What is on it.</summary>
    [DataMember(Order = 1)]
    public string Description { get; set; } = "";

    /// <summary>Its address.</summary>
    [DataMember(Order = 2)]
    public string Url { get; set; } = "";
}
