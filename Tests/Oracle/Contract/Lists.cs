using System.Runtime.Serialization;

namespace Tests.Oracle.Contract;

/// <summary>A list of every kind of value.</summary>
[DataContract(Namespace = "peer")]
public sealed class Lists
{
    [DataMember(Order = 1)]
    public List<bool> Bool { get; set; } = [];

    [DataMember(Order = 2)]
    public List<int> Int { get; set; } = [];

    [DataMember(Order = 3)]
    public List<uint> UInt { get; set; } = [];

    [DataMember(Order = 4)]
    public List<long> Long { get; set; } = [];

    [DataMember(Order = 5)]
    public List<ulong> ULong { get; set; } = [];

    [DataMember(Order = 6)]
    public List<float> Float { get; set; } = [];

    [DataMember(Order = 7)]
    public List<double> Double { get; set; } = [];

    [DataMember(Order = 8)]
    public List<string> Text { get; set; } = [];

    [DataMember(Order = 9)]
    public List<byte[]> Bytes { get; set; } = [];

    [DataMember(Order = 10)]
    public List<ReadOnlyMemory<byte>> Memory { get; set; } = [];

    [DataMember(Order = 11)]
    public List<Terrain> Terrain { get; set; } = [];

    [DataMember(Order = 12)]
    public List<DateTime> Time { get; set; } = [];

    [DataMember(Order = 13)]
    public List<DateTimeOffset> Moment { get; set; } = [];

    [DataMember(Order = 14)]
    public List<TimeSpan> Span { get; set; } = [];

    [DataMember(Order = 15)]
    public List<Place> Places { get; set; } = [];
}
