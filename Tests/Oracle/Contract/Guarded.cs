using System.Runtime.Serialization;

namespace Tests.Oracle.Contract;

/// <summary>Members that are set once, or by nobody else, and what the constructor gave them.</summary>
[DataContract(Namespace = "peer")]
public sealed class Guarded
{
    private Guarded()
    {
    }

    [DataMember(Order = 1)]
    public required int Count { get; init; }

    [DataMember(Order = 2)]
    public required List<string> Labels { get; init; }

    [DataMember(Order = 3)]
    public string Name { get; private set; } = "nobody";

    [DataMember(Order = 4)]
    public long Serial { get; }

    [DataMember(Order = 5)]
    public Tree? Tree { get; init; }

    [DataMember(Order = 7)]
    public byte[]? Seal { get; init; }
}
