using System.Runtime.Serialization;

namespace Benchmarks.Micro.Contract;

/// <summary>A message that is almost all bytes.</summary>
[DataContract(Namespace = "bench")]
public sealed class Image
{
    [DataMember(Order = 1)]
    public int X { get; set; }

    [DataMember(Order = 2)]
    public int Y { get; set; }

    [DataMember(Order = 3, Name = "img")]
    public byte[] Content { get; set; } = [];
}
