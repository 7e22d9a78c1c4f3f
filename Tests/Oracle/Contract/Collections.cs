using ProtoBuf;

namespace Tests.Oracle.Contract;

/// <summary>Collections other than List and arrays, at the level that protobuf-net has by default: numbers are not packed.</summary>
[ProtoContract, CodeFirst.Grpc.ProtoFile("peer")]
public sealed class Collections
{
    [ProtoMember(1)]
    public HashSet<int> Set { get; set; } = [];

    [ProtoMember(2)]
    public HashSet<string> Words { get; set; } = [];

    [ProtoMember(3)]
    public IReadOnlyList<int> ReadOnlyList { get; set; } = new List<int>();

    [ProtoMember(4)]
    public IReadOnlyCollection<string> ReadOnlyCollection { get; set; } = new List<string>();

    [ProtoMember(5)]
    public IList<double> List { get; set; } = new List<double>();

    [ProtoMember(6)]
    public ICollection<bool> Collection { get; set; } = new List<bool>();

    [ProtoMember(7)]
    public IEnumerable<long> Enumerable { get; set; } = new List<long>();

    [ProtoMember(8)]
    public IDictionary<int, string> Map { get; set; } = new Dictionary<int, string>();

    [ProtoMember(9)]
    public IReadOnlyDictionary<string, Terrain> ReadOnlyMap { get; set; } = new Dictionary<string, Terrain>();

    [ProtoMember(10)]
    public List<float> GetOnly { get; } = [];

    [ProtoMember(11)]
    public Dictionary<string, ulong> GetOnlyMap { get; } = [];

    [ProtoMember(12)]
    public uint[] Numbers { get; private set; } = [];
}
