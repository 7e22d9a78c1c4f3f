using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>A map: a grid of width x height cells.</summary>
[DataContract]
public sealed class Map
{
    /// <summary>What calls name the map by, in metadata "map".</summary>
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

    /// <summary>A name in plain words, empty where the map has none.</summary>
    [DataMember(Order = 5)]
    public string Title { get; set; } = "";

    /// <summary>What the map shows.</summary>
    [DataMember(Order = 6)]
    public string Description { get; set; } = "";

    /// <summary>Whom to thank for the images; may be HTML.</summary>
    [DataMember(Order = 7)]
    public string Attribution { get; set; } = "";

    /// <summary>Which edition of the images this is, in the map's own words.</summary>
    [DataMember(Order = 8)]
    public string Version { get; set; } = "";

    /// <summary>Where on Earth there are images; absent where the map does not say.</summary>
    [DataMember(Order = 9)]
    public Bounds? Bounds { get; set; }

    /// <summary>
    /// How the cells lie on Earth: "EPSG:4326" (latitudes evenly) or "EPSG:3857" (Web Mercator, as the web's maps), columns evenly in
    /// both. Empty when the map is no place on Earth, or does not say.
    /// </summary>
    [DataMember(Order = 10, Name = "crs")]
    public string Crs { get; set; } = "";

    /// <summary>What all cells cover together; there when crs is.</summary>
    [DataMember(Order = 11)]
    public Bounds? GridBounds { get; set; }

    /// <summary>The zoom level whose tiles are the cells; absent for a map that has no such thing.</summary>
    [DataMember(Order = 12)]
    public int? Zoom { get; set; }

    /// <summary>The zoom levels that the map's file has.</summary>
    [DataMember(Order = 13)]
    public List<int> Zooms { get; set; } = [];
}
