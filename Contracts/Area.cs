using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>A rectangle of cells. Both corners are required and belong to it.</summary>
[DataContract]
[ProtoFile("satellite")]
public sealed class Area
{
    /// <summary>The south-west (lower-left) corner.</summary>
    [DataMember(Order = 1, Name = "ll")]
    public Location? LowerLeft { get; set; }

    /// <summary>The north-east (upper-right) corner.</summary>
    [DataMember(Order = 2, Name = "ur")]
    public Location? UpperRight { get; set; }
}
