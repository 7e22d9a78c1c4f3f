using System.Runtime.Serialization;

namespace Benchmarks.Micro.Contract;

/// <summary>A number of messages.</summary>
[DataContract(Namespace = "bench")]
public sealed class Count
{
    [DataMember(Order = 1)]
    public int Messages { get; set; }
}
