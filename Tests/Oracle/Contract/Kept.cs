// Its defaults that nothing declares are what is tested: how absent members read then.
#pragma warning disable PBN0020, PBN0022
using System.ComponentModel;
using ProtoBuf;

namespace Tests.Oracle.Contract;

/// <summary>Members that the constructor fills.</summary>
[ProtoContract, CodeFirst.Grpc.ProtoFile("peer")]
public sealed class Kept
{
    [ProtoMember(1)]
    public int Number { get; set; } = 5;

    [ProtoMember(2)]
    public string? Text { get; set; } = "text";

    [ProtoMember(3)]
    public List<int> Numbers { get; set; } = [1];

    [ProtoMember(4)]
    public int[] Array { get; set; } = [1];

    [ProtoMember(5, OverwriteList = true)]
    public List<int> Overwritten { get; set; } = [1];

    [ProtoMember(6, OverwriteList = true)]
    public int[] OverwrittenArray { get; set; } = [1];

    [ProtoMember(7)]
    public Dictionary<int, int> Map { get; set; } = new() { [1] = 1 };

    [ProtoMember(8)]
    public Tree Tree { get; set; } = new() { Value = 5, Left = new() };

    [ProtoMember(9)]
    public Dictionary<int, Tree> Parts { get; } = [];

    [ProtoMember(11)]
    public HashSet<string> Words { get; } = ["a"];

    [ProtoMember(12)]
    public IList<int> Interface { get; set; } = new List<int> { 1 };

    [ProtoMember(13)]
    public Tree GetOnly { get; } = new() { Value = 7 };
}

/// <summary>A default that is declared.</summary>
[ProtoContract, CodeFirst.Grpc.ProtoFile("peer")]
public sealed class Declared
{
    [ProtoMember(1), DefaultValue(5)]
    public int Number { get; set; } = 5;
}
