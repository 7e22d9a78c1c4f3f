using System.Runtime.Serialization;

namespace Benchmarks.Micro.Contract;

/// <summary>A message of messages.</summary>
[DataContract(Namespace = "bench")]
public sealed class Area
{
    [DataMember(Order = 1, Name = "ll")]
    public Location? LowerLeft { get; set; }

    [DataMember(Order = 2, Name = "ur")]
    public Location? UpperRight { get; set; }
}
