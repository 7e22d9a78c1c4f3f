using System.Runtime.Serialization;
using ProtoBuf;

namespace Tests.Oracle.Contract;

/// <summary>A map to every kind of value and from every kind of key.</summary>
[DataContract(Namespace = "peer"), CompatibilityLevel(CompatibilityLevel.Level300)]
public sealed class Maps
{
    [DataMember(Order = 1)]
    public Dictionary<bool, bool> BoolByBool { get; set; } = [];

    [DataMember(Order = 2)]
    public Dictionary<int, int> IntByInt { get; set; } = [];

    [DataMember(Order = 3)]
    public Dictionary<uint, uint> UIntByUInt { get; set; } = [];

    [DataMember(Order = 4)]
    public Dictionary<long, long> LongByLong { get; set; } = [];

    [DataMember(Order = 5)]
    public Dictionary<ulong, ulong> ULongByULong { get; set; } = [];

    [DataMember(Order = 6)]
    public Dictionary<string, float> FloatByText { get; set; } = [];

    [DataMember(Order = 7)]
    public Dictionary<bool, double> DoubleByBool { get; set; } = [];

    [DataMember(Order = 8)]
    public Dictionary<int, string> TextByInt { get; set; } = [];

    [DataMember(Order = 9)]
    public Dictionary<uint, byte[]> BytesByUInt { get; set; } = [];

    [DataMember(Order = 10)]
    public Dictionary<long, ReadOnlyMemory<byte>> MemoryByLong { get; set; } = [];

    [DataMember(Order = 11)]
    public Dictionary<ulong, Terrain> TerrainByULong { get; set; } = [];

    [DataMember(Order = 12)]
    public Dictionary<string, DateTime> TimeByText { get; set; } = [];

    [DataMember(Order = 14)]
    public Dictionary<int, TimeSpan> SpanByInt { get; set; } = [];

    [DataMember(Order = 15)]
    public Dictionary<uint, Tree> TreeByUInt { get; set; } = [];

    [DataMember(Order = 16)]
    public Dictionary<bool, int> NumbersByBool { get; set; } = [];

    [DataMember(Order = 17)]
    public Dictionary<int, int> NumbersByInt { get; set; } = [];

    [DataMember(Order = 18)]
    public Dictionary<uint, int> NumbersByUInt { get; set; } = [];

    [DataMember(Order = 19)]
    public Dictionary<long, int> NumbersByLong { get; set; } = [];

    [DataMember(Order = 20)]
    public Dictionary<ulong, int> NumbersByULong { get; set; } = [];

    [DataMember(Order = 21)]
    public Dictionary<string, int> NumbersByText { get; set; } = [];

    [DataMember(Order = 30)]
    public Dictionary<short, short> ShortByShort { get; set; } = [];

    [DataMember(Order = 31)]
    public Dictionary<ushort, ushort> UShortByUShort { get; set; } = [];

    [DataMember(Order = 32)]
    public Dictionary<byte, byte> OctetByOctet { get; set; } = [];

    [DataMember(Order = 33)]
    public Dictionary<sbyte, sbyte> SByteBySByte { get; set; } = [];

    [DataMember(Order = 34)]
    public Dictionary<string, Guid> IdByText { get; set; } = [];

    [DataMember(Order = 35)]
    public Dictionary<int, decimal> MoneyByInt { get; set; } = [];

    [DataMember(Order = 36)]
    public Dictionary<int, DateOnly> DayByInt { get; set; } = [];

    [DataMember(Order = 37)]
    public Dictionary<int, TimeOnly> ClockByInt { get; set; } = [];

    [DataMember(Order = 38)]
    public Dictionary<int, Depth> DepthByInt { get; set; } = [];
}
