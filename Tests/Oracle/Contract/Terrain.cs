using System.Runtime.Serialization;

namespace Tests.Oracle.Contract;

/// <summary>Numbers at the ends of an enum's range.</summary>
[DataContract(Namespace = "peer")]
public enum Terrain
{
    Unknown,
    Land = 1,
    Sea = 2,
    Ice = int.MaxValue,
    Void = int.MinValue,
}
