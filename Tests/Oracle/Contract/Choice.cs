using System.Runtime.Serialization;
using CodeFirst.Grpc;

namespace Tests.Oracle.Contract;

/// <summary>A oneof of every kind of value, and another beside it.</summary>
[DataContract(Namespace = "peer")]
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

    [DataMember(Order = 13), OneOf("value")]
    public DateTimeOffset? Moment { get; set; }

    [DataMember(Order = 14), OneOf("value")]
    public TimeSpan? Span { get; set; }

    [DataMember(Order = 15), OneOf("value")]
    public Place? Place { get; set; }

    [DataMember(Order = 30), OneOf("shape")]
    public Tree? Tree { get; set; }

    [DataMember(Order = 31), OneOf("shape")]
    public Scalars? Scalars { get; set; }
}
