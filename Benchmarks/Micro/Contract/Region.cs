using System.Runtime.Serialization;

namespace Benchmarks.Micro.Contract;

/// <summary>A message of messages of messages, and a text.</summary>
[DataContract(Namespace = "bench")]
public sealed class Region
{
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";

    [DataMember(Order = 2)]
    public Area? Outer { get; set; }

    [DataMember(Order = 3)]
    public Area? Inner { get; set; }
}
