using System.Runtime.Serialization;

namespace Tests.Oracle.Contract;

/// <summary>Every kind of value as a plain field.</summary>
[DataContract(Namespace = "peer")]
public sealed class Scalars
{
    [DataMember(Order = 1)]
    public bool Bool { get; set; }

    [DataMember(Order = 2)]
    public int Int { get; set; }

    [DataMember(Order = 3)]
    public uint UInt { get; set; }

    [DataMember(Order = 4)]
    public long Long { get; set; }

    [DataMember(Order = 5)]
    public ulong ULong { get; set; }

    [DataMember(Order = 6)]
    public float Float { get; set; }

    [DataMember(Order = 7)]
    public double Double { get; set; }

    [DataMember(Order = 8)]
    public string Text { get; set; } = "";

    [DataMember(Order = 9)]
    public byte[] Bytes { get; set; } = [];

    [DataMember(Order = 10)]
    public ReadOnlyMemory<byte> Memory { get; set; }

    [DataMember(Order = 11)]
    public Terrain Terrain { get; set; }

    [DataMember(Order = 12)]
    public DateTime Time { get; set; }

    [DataMember(Order = 13)]
    public DateTimeOffset Moment { get; set; }

    [DataMember(Order = 14)]
    public TimeSpan Span { get; set; }
}
