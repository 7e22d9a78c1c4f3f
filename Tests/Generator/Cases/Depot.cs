namespace Depot;

/// <summary>A service of which some is left to protobuf-net.</summary>
[Service("depot.Depot")]
public interface IDepot
{
    Task<Crate> Get(Crate crate, CallContext context = default);

    Task<string> Describe(Crate crate, CallContext context = default);

    Task<Loose[]> Weigh(Crate crate);
}

/// <summary>Members as protobuf-net's attributes have them.</summary>
[ProtoContract]
public sealed class Crate
{
    private Crate()
    {
    }

    [ProtoMember(1, DataFormat = DataFormat.ZigZag)] public int Level { get; init; }
    [ProtoMember(2)] public Guid Id { get; }
    [ProtoMember(3)] public decimal Price { get; private set; } = 1.5m;
    [ProtoMember(4, IsPacked = true)] public required short[] Sizes { get; init; }
    [ProtoMember(5)] public HashSet<int> Tags { get; set; } = [];
    [ProtoMember(6)] public IReadOnlyList<string> Labels { get; set; } = [];
    [ProtoMember(7, OverwriteList = true)] public List<DateOnly> Days { get; set; } = [DateOnly.MinValue];
    [ProtoMember(8)] public IReadOnlyDictionary<byte, TimeOnly> Times { get; } = new Dictionary<byte, TimeOnly>();
    [ProtoMember(9, IsRequired = true)] private Grade Grade { get; set; }
    [ProtoMember(10)] public Crate? Inner { get; set; }
}

/// <summary>Two names of one number, and none of 0.</summary>
public enum Grade : byte
{
    Low = 1,
    Lowest = Low,
    High = 200,
}

/// <summary>Left to protobuf-net.</summary>
[DataContract]
public struct Loose
{
    [DataMember(Order = 1)] public int Weight { get; set; }
}
