using System.Runtime.Serialization;

namespace CodeFirst.Grpc.ErrorDetails;

/// <summary>What happened, in the language of whoever reads it.</summary>
/// <remarks>google/rpc/error_details.proto.</remarks>
[DataContract(Namespace = "google.rpc")]
public sealed class LocalizedMessage
{
    /// <summary>The language (BCP 47), such as <c>de-CH</c>.</summary>
    [DataMember(Order = 1)]
    public string Locale { get; set; } = "";

    /// <summary>The text.</summary>
    [DataMember(Order = 2)]
    public string Message { get; set; } = "";
}
