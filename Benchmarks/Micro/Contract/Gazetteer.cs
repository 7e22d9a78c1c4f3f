using System.Runtime.Serialization;

namespace Benchmarks.Micro.Contract;

/// <summary>A map from text, and one from numbers.</summary>
[DataContract(Namespace = "bench")]
public sealed class Gazetteer
{
    [DataMember(Order = 1)]
    public Dictionary<string, Location> Places { get; set; } = [];

    [DataMember(Order = 2)]
    public Dictionary<int, int> Population { get; set; } = [];
}
