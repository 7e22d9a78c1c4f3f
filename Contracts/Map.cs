using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>A map: a grid of width x height cells.</summary>
[DataContract]
public sealed class Map
{
    /// <summary>What the map is called, as people read it.</summary>
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";

    /// <summary>Number of columns.</summary>
    [DataMember(Order = 2)]
    public int Width { get; set; }

    /// <summary>Number of rows.</summary>
    [DataMember(Order = 3)]
    public int Height { get; set; }

    /// <summary>Media type of every image, such as "text/plain" or "image/jpeg".</summary>
    [DataMember(Order = 4)]
    public string ContentType { get; set; } = "";
}
