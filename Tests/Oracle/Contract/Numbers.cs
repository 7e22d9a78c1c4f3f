using System.Runtime.Serialization;

namespace Tests.Oracle.Contract;

/// <summary>Field numbers at the edges of one to five bytes of tag, declared out of order.</summary>
[DataContract(Namespace = "peer")]
public sealed class Numbers
{
    [DataMember(Order = 536870911)]
    public int N536870911 { get; set; }

    [DataMember(Order = 15)]
    public int N15 { get; set; }

    [DataMember(Order = 16)]
    public string N16 { get; set; } = "";

    [DataMember(Order = 2047)]
    public double N2047 { get; set; }

    [DataMember(Order = 2048)]
    public int N2048 { get; set; }

    [DataMember(Order = 262143)]
    public ulong N262143 { get; set; }

    [DataMember(Order = 262144)]
    public bool N262144 { get; set; }

    [DataMember(Order = 18999)]
    public long N18999 { get; set; }

    [DataMember(Order = 20000)]
    public float N20000 { get; set; }

    [DataMember(Order = 33554431)]
    public uint N33554431 { get; set; }

    [DataMember(Order = 33554432)]
    public string N33554432 { get; set; } = "";

    [DataMember(Order = 1)]
    public byte[] N1 { get; set; } = [];

    [DataMember(Order = 33554433)]
    public List<int> Packed { get; set; } = [];
}
