using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>A rectangle of cells; both corners belong to it and both are required.</summary>
[DataContract]
[ProtoFile("satellite")]
public sealed class Area
{
    /// <summary>The lower-left corner, south-west.</summary>
    [DataMember(Order = 1, Name = "ll")]
    public Location? LowerLeft { get; set; }

    /// <summary>The upper-right corner, north-east.</summary>
    [DataMember(Order = 2, Name = "ur")]
    public Location? UpperRight { get; set; }
}
