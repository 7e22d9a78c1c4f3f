using System.Runtime.Serialization;
using ProtoBuf;

namespace Tests.Oracle.Contract;

/// <summary>A list of every kind of value.</summary>
[DataContract(Namespace = "peer"), CompatibilityLevel(CompatibilityLevel.Level300)]
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

    [DataMember(Order = 14)]
    public List<TimeSpan> Span { get; set; } = [];

    [DataMember(Order = 15)]
    public List<Tree> Trees { get; set; } = [];

    [DataMember(Order = 20)]
    public List<short> Short { get; set; } = [];

    [DataMember(Order = 21)]
    public List<ushort> UShort { get; set; } = [];

    [DataMember(Order = 22)]
    public List<byte> Octet { get; set; } = [];

    [DataMember(Order = 23)]
    public List<sbyte> SByte { get; set; } = [];

    [DataMember(Order = 24)]
    public List<char> Char { get; set; } = [];

    [DataMember(Order = 25)]
    public List<Guid> Id { get; set; } = [];

    [DataMember(Order = 26)]
    public List<decimal> Money { get; set; } = [];

    [DataMember(Order = 27)]
    public List<DateOnly> Day { get; set; } = [];

    [DataMember(Order = 28)]
    public List<TimeOnly> Clock { get; set; } = [];

    [DataMember(Order = 29)]
    public List<Weekday> Weekday { get; set; } = [];

    [DataMember(Order = 30)]
    public List<Depth> Depth { get; set; } = [];
}
