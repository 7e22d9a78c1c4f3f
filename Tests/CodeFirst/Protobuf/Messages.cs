using System.Runtime.Serialization;
using CodeFirst.Grpc;
using ProtoBuf;

namespace Tests.CodeFirst.Protobuf;

/// <summary>A message with every kind of field, whose bytes the tests spell out.</summary>
[DataContract(Namespace = "tests.wire")]
public sealed class Sample
{
    [DataMember(Order = 1)]
    public int Int { get; set; }

    [DataMember(Order = 2)]
    public uint UInt { get; set; }

    [DataMember(Order = 3)]
    public long Long { get; set; }

    [DataMember(Order = 4)]
    public ulong ULong { get; set; }

    [DataMember(Order = 5)]
    public bool Bool { get; set; }

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
    public Colour Colour { get; set; }

    [DataMember(Order = 12)]
    public Sample? Inner { get; set; }

    [DataMember(Order = 13)]
    public int? OptionalInt { get; set; }

    [DataMember(Order = 14)]
    public string? OptionalText { get; set; }

    [DataMember(Order = 15)]
    public List<int> Ints { get; set; } = [];

    [DataMember(Order = 16)]
    public string[] Texts { get; set; } = [];

    [DataMember(Order = 17)]
    public List<Sample> Inners { get; set; } = [];

    [DataMember(Order = 18)]
    public double[] Doubles { get; set; } = [];

    [DataMember(Order = 19)]
    public List<float> Floats { get; set; } = [];
}

/// <summary>Maps, a oneof, times and a record.</summary>
[DataContract(Namespace = "tests.wire"), CompatibilityLevel(CompatibilityLevel.Level300)]
public sealed class Event
{
    [DataMember(Order = 1)]
    public DateTime At { get; set; }

    [DataMember(Order = 2)]
    public DateTime? Seen { get; set; }

    [DataMember(Order = 3)]
    public TimeSpan Took { get; set; }

    [DataMember(Order = 4)]
    public Dictionary<string, int> Counts { get; set; } = [];

    [DataMember(Order = 5)]
    public Dictionary<int, Point> Points { get; set; } = [];

    [DataMember(Order = 6), OneOf("kind")]
    public string? Name { get; set; }

    [DataMember(Order = 7), OneOf("kind")]
    public Point? Place { get; set; }

    [DataMember(Order = 8)]
    public Dictionary<long, TimeSpan> Laps { get; set; } = [];

    [DataMember(Order = 9)]
    public Dictionary<int, DateTime> Ends { get; set; } = [];

    [DataMember(Order = 10)]
    public Event? Cause { get; set; }
}

[DataContract(Namespace = "tests.wire")]
public sealed record Point([property: DataMember(Order = 1)] int X, [property: DataMember(Order = 2)] int Y);

public enum Colour
{
    None,
    Red = 1,
    Infrared = -1,
}

/// <summary>A message that others may derive from.</summary>
[DataContract]
public class Shape
{
    [DataMember(Order = 1)]
    public int Sides { get; set; }
}

/// <summary>One that the message knows nothing of.</summary>
public sealed class Square : Shape;
