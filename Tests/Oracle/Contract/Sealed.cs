using System.Runtime.Serialization;

namespace Tests.Oracle.Contract;

/// <summary>Members that are set once: required, init, and by a constructor.</summary>
[DataContract(Namespace = "peer")]
public sealed class Sealed(string name)
{
    [DataMember(Order = 1)]
    public string Name { get; } = name;

    [DataMember(Order = 2)]
    public required int Count { get; init; }

    [DataMember(Order = 3)]
    public required List<string> Labels { get; init; }

    [DataMember(Order = 4)]
    public Place? Place { get; init; }
}
