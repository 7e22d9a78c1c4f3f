using System.Runtime.Serialization;

namespace Tests.Oracle.Contract;

/// <summary>An enum whose type holds more than protobuf's do.</summary>
[DataContract(Namespace = "peer")]
public enum Depth : long
{
    Surface,
    Abyss = int.MaxValue,
    Height = int.MinValue,
}
