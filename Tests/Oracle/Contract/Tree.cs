using System.Runtime.Serialization;

namespace Tests.Oracle.Contract;

/// <summary>A message that holds itself, once, in a list and in a map.</summary>
[DataContract(Namespace = "peer")]
public sealed class Tree
{
    [DataMember(Order = 1)]
    public int Value { get; set; }

    [DataMember(Order = 2)]
    public Tree? Left { get; set; }

    [DataMember(Order = 3)]
    public List<Tree> Children { get; set; } = [];

    [DataMember(Order = 4)]
    public Dictionary<string, Tree> Named { get; set; } = [];
}
