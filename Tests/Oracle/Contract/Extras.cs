using System.Runtime.Serialization;
using CodeFirst.Grpc;

namespace Tests.Oracle.Contract;

/// <summary>What we can and protobuf-net cannot: positional records, constructors that take members, DateTimeOffset.</summary>
[DataContract(Namespace = "peer")]
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
    public DateTimeOffset Moment { get; set; }

    [DataMember(Order = 6)]
    public DateTimeOffset? MaybeMoment { get; set; }

    [DataMember(Order = 7)]
    public List<DateTimeOffset> Moments { get; set; } = [];

    [DataMember(Order = 8)]
    public DateTimeOffset[] MomentArray { get; set; } = [];

    [DataMember(Order = 9)]
    public Dictionary<bool, DateTimeOffset> MomentByBool { get; set; } = [];

    [DataMember(Order = 10), OneOf("when")]
    public DateTimeOffset? Chosen { get; set; }

    [DataMember(Order = 11), OneOf("when")]
    public Place? Where { get; set; }
}
