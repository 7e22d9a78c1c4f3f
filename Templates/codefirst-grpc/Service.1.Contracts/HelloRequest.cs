using System.Runtime.Serialization;

namespace Service._1.Contracts;

/// <summary>Whom to greet.</summary>
[DataContract]
public sealed class HelloRequest
{
    /// <summary>The person's name.</summary>
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";

    /// <summary>How many greetings a stream has.</summary>
    [DataMember(Order = 2)]
    public int Times { get; set; }
}
