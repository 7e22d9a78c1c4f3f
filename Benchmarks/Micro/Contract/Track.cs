using System.Runtime.Serialization;

namespace Benchmarks.Micro.Contract;

/// <summary>A list of messages, and one of numbers.</summary>
[DataContract(Namespace = "bench")]
public sealed class Track
{
    [DataMember(Order = 1)]
    public List<Location> Points { get; set; } = [];

    [DataMember(Order = 2)]
    public List<int> Heights { get; set; } = [];
}
