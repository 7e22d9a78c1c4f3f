using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>A cell of the map.</summary>
[DataContract]
[ProtoFile("satellite")]
public sealed class Location
{
    /// <summary>Column, 0 at the western edge.</summary>
    [DataMember(Order = 1)]
    public int X { get; set; }

    /// <summary>Row, 0 at the southern edge.</summary>
    [DataMember(Order = 2)]
    public int Y { get; set; }
}
