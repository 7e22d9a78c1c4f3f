using System.Runtime.Serialization;

namespace CodeFirst.Grpc.ErrorDetails;

/// <summary>Names the request, for whoever is asked about it.</summary>
/// <remarks>google/rpc/error_details.proto.</remarks>
[DataContract(Namespace = "google.rpc")]
public sealed class RequestInfo
{
    /// <summary>The server's name for it, as in its logs.</summary>
    [DataMember(Order = 1)]
    public string RequestId { get; set; } = "";

    /// <summary>Anything that helps to find it, such as an encrypted stack.</summary>
    [DataMember(Order = 2)]
    public string ServingData { get; set; } = "";
}
