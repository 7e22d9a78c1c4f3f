using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>A cell of a map.</summary>
[DataContract]
[ProtoFile("satellite")]
public sealed class Location
{
    /// <summary>Column, from 0 at the western edge to width - 1; grows east.</summary>
    [DataMember(Order = 1)]
    public int X { get; set; }

    /// <summary>Row, from 0 at the southern edge to height - 1; grows north.</summary>
    [DataMember(Order = 2)]
    public int Y { get; set; }
}
