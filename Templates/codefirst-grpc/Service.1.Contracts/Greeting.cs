using System.Runtime.Serialization;

namespace Service._1.Contracts;

/// <summary>A greeting.</summary>
[DataContract]
public sealed class Greeting
{
    /// <summary>Its words.</summary>
    [DataMember(Order = 1)]
    public string Text { get; set; } = "";
}
