using System.Runtime.Serialization;

namespace CodeFirst.Grpc.ErrorDetails;

/// <summary>Why a call failed, for programs to tell apart: the detail that every error can have.</summary>
/// <remarks>google/rpc/error_details.proto.</remarks>
[DataContract(Namespace = "google.rpc")]
public sealed class ErrorInfo
{
    /// <summary>A constant of the service that names the cause, such as <c>API_DISABLED</c>: at most 63 of A-Z, 0-9 and _.</summary>
    [DataMember(Order = 1)]
    public string Reason { get; set; } = "";

    /// <summary>Whose reasons these are, such as <c>shop.example.com</c>.</summary>
    [DataMember(Order = 2)]
    public string Domain { get; set; } = "";

    /// <summary>What belongs to this case, such as <c>zone: europe</c>.</summary>
    [DataMember(Order = 3)]
    public Dictionary<string, string> Metadata { get; set; } = [];
}
