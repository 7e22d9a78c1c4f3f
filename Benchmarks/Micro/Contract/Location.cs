using System.Runtime.Serialization;

namespace Benchmarks.Micro.Contract;

/// <summary>A small message.</summary>
[DataContract(Namespace = "bench")]
public sealed class Location
{
    [DataMember(Order = 1)]
    public int X { get; set; }

    [DataMember(Order = 2)]
    public int Y { get; set; }
}
