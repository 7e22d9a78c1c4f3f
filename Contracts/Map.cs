using System.Runtime.Serialization;

namespace CodeFirstSatellite.Contracts;

/// <summary>A map: a grid of width x height cells, and what is known of it.</summary>
[DataContract]
public sealed class Map
{
    /// <summary>The name for metadata "map".</summary>
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";

    /// <summary>Number of columns, at least 1.</summary>
    [DataMember(Order = 2)]
    public int Width { get; set; }

    /// <summary>Number of rows, at least 1.</summary>
    [DataMember(Order = 3)]
    public int Height { get; set; }

    /// <summary>Media type of every image, such as "text/plain" or "image/jpeg".</summary>
    [DataMember(Order = 4)]
    public string ContentType { get; set; } = "";

    /// <summary>A title for people. Empty if the map has none.</summary>
    [DataMember(Order = 5)]
    public string Title { get; set; } = "";

    /// <summary>What the map shows. Empty if unknown.</summary>
    [DataMember(Order = 6)]
    public string Description { get; set; } = "";

    /// <summary>Who is to be credited for the images. May be HTML; empty if unknown.</summary>
    [DataMember(Order = 7)]
    public string Attribution { get; set; } = "";

    /// <summary>The edition of the images, in the map's own words. Empty if unknown; unrelated to the versions of Live.Watch.</summary>
    [DataMember(Order = 8)]
    public string Version { get; set; } = "";

    /// <summary>Where on Earth the map has images. Absent if unknown.</summary>
    [DataMember(Order = 9)]
    public Bounds? Bounds { get; set; }

    /// <summary>
    /// The projection of the grid: "EPSG:4326" (rows are spaced evenly in latitude) or "EPSG:3857" (Web Mercator). Columns are spaced
    /// evenly in longitude in both. Empty if the map does not show Earth, or does not say.
    /// </summary>
    [DataMember(Order = 10, Name = "crs")]
    public string Crs { get; set; } = "";

    /// <summary>
    /// What all cells cover together. Present exactly if crs is set. Its edges may lie beyond the Earth's, where the outermost cells lie
    /// on it in part only.
    /// </summary>
    [DataMember(Order = 11)]
    public Bounds? GridBounds { get; set; }

    /// <summary>The zoom level whose tiles are the cells. Absent for maps without zoom levels.</summary>
    [DataMember(Order = 12)]
    public int? Zoom { get; set; }

    /// <summary>All zoom levels in the map's file. Empty for maps without zoom levels.</summary>
    [DataMember(Order = 13)]
    public List<int> Zooms { get; set; } = [];
}
