using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>The image of one cell.</summary>
[DataContract]
[ProtoFile("satellite")]
public sealed class Image
{
    /// <summary>Column of the cell, as in Location.</summary>
    [DataMember(Order = 1)]
    public int X { get; set; }

    /// <summary>Row of the cell, as in Location.</summary>
    [DataMember(Order = 2)]
    public int Y { get; set; }

    /// <summary>The image's bytes, in the map's content type.</summary>
    [DataMember(Order = 3, Name = "img")]
    public ReadOnlyMemory<byte> Bytes { get; set; }
}
