using System.Runtime.Serialization;
using CodeFirst.Grpc;
using ProtoBuf;

namespace Tests.Oracle.Contract;

/// <summary>What we can and protobuf-net cannot: positional records and constructors that take members.</summary>
[DataContract(Namespace = "peer"), CompatibilityLevel(CompatibilityLevel.Level300)]
public sealed class Extras
{
    [DataMember(Order = 1)]
    public Place? Place { get; set; }

    [DataMember(Order = 2)]
    public Sealed? Sealed { get; set; }

    [DataMember(Order = 3)]
    public List<Place> Places { get; set; } = [];

    [DataMember(Order = 4)]
    public Dictionary<uint, Place> PlaceByUInt { get; set; } = [];

    [DataMember(Order = 5)]
    public DateTime Moment { get; set; }

    [DataMember(Order = 6)]
    public DateTime? MaybeMoment { get; set; }

    [DataMember(Order = 7)]
    public List<DateTime> Moments { get; set; } = [];

    [DataMember(Order = 8)]
    public DateTime[] MomentArray { get; set; } = [];

    [DataMember(Order = 9)]
    public Dictionary<bool, DateTime> MomentByBool { get; set; } = [];

    [DataMember(Order = 10), OneOf("when")]
    public DateTime? Chosen { get; set; }

    [DataMember(Order = 11), OneOf("when")]
    public Place? Where { get; set; }
}
