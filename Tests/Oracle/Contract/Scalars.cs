using System.Runtime.Serialization;
using ProtoBuf;

namespace Tests.Oracle.Contract;

/// <summary>Every kind of value as a plain field.</summary>
[DataContract(Namespace = "peer"), CompatibilityLevel(CompatibilityLevel.Level300)]
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

    [DataMember(Order = 14)]
    public TimeSpan Span { get; set; }

    [DataMember(Order = 20)]
    public short Short { get; set; }

    [DataMember(Order = 21)]
    public ushort UShort { get; set; }

    [DataMember(Order = 22)]
    public byte Octet { get; set; }

    [DataMember(Order = 23)]
    public sbyte SByte { get; set; }

    [DataMember(Order = 24)]
    public char Char { get; set; }

    [DataMember(Order = 25)]
    public Guid Id { get; set; }

    [DataMember(Order = 26)]
    public decimal Money { get; set; }

    [DataMember(Order = 27)]
    public DateOnly Day { get; set; }

    [DataMember(Order = 28)]
    public TimeOnly Clock { get; set; }

    [DataMember(Order = 29)]
    public Weekday Weekday { get; set; }

    [DataMember(Order = 30)]
    public Depth Depth { get; set; }
}
