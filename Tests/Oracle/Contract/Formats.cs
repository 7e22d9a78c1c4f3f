using ProtoBuf;

namespace Tests.Oracle.Contract;

/// <summary>The other forms of numbers, packed ones, and members that are always written.</summary>
[ProtoContract, CompatibilityLevel(CompatibilityLevel.Level300), CodeFirst.Grpc.ProtoFile("peer")]
public sealed class Formats
{
    [ProtoMember(1, DataFormat = DataFormat.ZigZag)]
    public int ZigZagInt { get; set; }

    [ProtoMember(2, DataFormat = DataFormat.ZigZag)]
    public long ZigZagLong { get; set; }

    [ProtoMember(3, DataFormat = DataFormat.ZigZag)]
    public short ZigZagShort { get; set; }

    [ProtoMember(4, DataFormat = DataFormat.FixedSize)]
    public int FixedInt { get; set; }

    [ProtoMember(5, DataFormat = DataFormat.FixedSize)]
    public uint FixedUInt { get; set; }

    [ProtoMember(6, DataFormat = DataFormat.FixedSize)]
    public long FixedLong { get; set; }

    [ProtoMember(7, DataFormat = DataFormat.FixedSize)]
    public ulong FixedULong { get; set; }

    [ProtoMember(8, DataFormat = DataFormat.FixedSize)]
    public Guid Id { get; set; }

    [ProtoMember(9, IsPacked = true)]
    public List<int> PackedInts { get; set; } = [];

    [ProtoMember(10, IsPacked = true)]
    public double[] PackedDoubles { get; set; } = [];

    [ProtoMember(11, IsPacked = true, DataFormat = DataFormat.ZigZag)]
    public List<long> PackedZigZag { get; set; } = [];

    [ProtoMember(12, IsPacked = true, DataFormat = DataFormat.FixedSize)]
    public List<int> PackedFixed { get; set; } = [];

    [ProtoMember(13, IsPacked = true)]
    public List<Terrain> PackedTerrain { get; set; } = [];

    [ProtoMember(14, IsRequired = true)]
    public int Required { get; set; }

    [ProtoMember(15, Name = "renamed", IsRequired = true)]
    public bool RequiredFlag { get; set; }

    [ProtoMember(16, DataFormat = DataFormat.ZigZag)]
    public List<int> ZigZagInts { get; set; } = [];

    [ProtoMember(17, DataFormat = DataFormat.FixedSize)]
    public ulong[] FixedULongs { get; set; } = [];
}
