using System.Runtime.Serialization;

namespace Tests.Oracle.Contract;

/// <summary>A record that is made by its constructor.</summary>
[DataContract(Namespace = "peer")]
public sealed record Place(
    [property: DataMember(Order = 1)] int X,
    [property: DataMember(Order = 2)] int Y,
    [property: DataMember(Order = 3)] string Name,
    [property: DataMember(Order = 4)] long? Height);
