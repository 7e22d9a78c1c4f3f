using System.Runtime.Serialization;
using ProtoBuf;
using CodeFirst.Grpc;

namespace Tests.Oracle.Contract;

/// <summary>A oneof of every kind of value, and another beside it.</summary>
[DataContract(Namespace = "peer"), CompatibilityLevel(CompatibilityLevel.Level300)]
public sealed class Choice
{
    [DataMember(Order = 1), OneOf("value")]
    public bool? Bool { get; set; }

    [DataMember(Order = 2), OneOf("value")]
    public int? Int { get; set; }

    [DataMember(Order = 3), OneOf("value")]
    public uint? UInt { get; set; }

    [DataMember(Order = 4), OneOf("value")]
    public long? Long { get; set; }

    [DataMember(Order = 5), OneOf("value")]
    public ulong? ULong { get; set; }

    [DataMember(Order = 6), OneOf("value")]
    public float? Float { get; set; }

    [DataMember(Order = 7), OneOf("value")]
    public double? Double { get; set; }

    [DataMember(Order = 8), OneOf("value")]
    public string? Text { get; set; }

    [DataMember(Order = 9), OneOf("value")]
    public byte[]? Bytes { get; set; }

    [DataMember(Order = 10), OneOf("value")]
    public ReadOnlyMemory<byte>? Memory { get; set; }

    [DataMember(Order = 11), OneOf("value")]
    public Terrain? Terrain { get; set; }

    [DataMember(Order = 12), OneOf("value")]
    public DateTime? Time { get; set; }

    [DataMember(Order = 14), OneOf("value")]
    public TimeSpan? Span { get; set; }

    [DataMember(Order = 15), OneOf("value")]
    public Tree? Leaf { get; set; }

    [DataMember(Order = 30), OneOf("shape")]
    public Tree? Tree { get; set; }

    [DataMember(Order = 31), OneOf("shape")]
    public Scalars? Scalars { get; set; }

    [DataMember(Order = 40), OneOf("value")]
    public short? Short { get; set; }

    [DataMember(Order = 41), OneOf("value")]
    public ushort? UShort { get; set; }

    [DataMember(Order = 42), OneOf("value")]
    public byte? Octet { get; set; }

    [DataMember(Order = 43), OneOf("value")]
    public sbyte? SByte { get; set; }

    [DataMember(Order = 44), OneOf("value")]
    public char? Char { get; set; }

    [DataMember(Order = 45), OneOf("value")]
    public Guid? Id { get; set; }

    [DataMember(Order = 46), OneOf("value")]
    public decimal? Money { get; set; }

    [DataMember(Order = 47), OneOf("value")]
    public DateOnly? Day { get; set; }

    [DataMember(Order = 48), OneOf("value")]
    public TimeOnly? Clock { get; set; }

    [DataMember(Order = 49), OneOf("value")]
    public Weekday? Weekday { get; set; }

    [DataMember(Order = 50), OneOf("value")]
    public Depth? Depth { get; set; }
}
