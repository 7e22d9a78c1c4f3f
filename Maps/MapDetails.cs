using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Maps;

/// <summary>What is known of a map beside its cells.</summary>
public sealed record MapDetails
{
    /// <summary>Nothing is known.</summary>
    public static MapDetails None { get; } = new();

    /// <summary>A title for people; empty if there is none.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the map shows; empty if unknown.</summary>
    public string Description { get; init; } = "";

    /// <summary>Who is to be credited for the images. May be HTML; empty if unknown.</summary>
    public string Attribution { get; init; } = "";

    /// <summary>The edition of the images, in the map's own words; empty if unknown.</summary>
    public string Version { get; init; } = "";

    /// <summary>Where on Earth the map has images; null if unknown.</summary>
    public GeoBounds? Bounds { get; init; }

    /// <summary>Where on Earth the cells lie; null if the map does not show Earth, or does not say.</summary>
    public GeoGrid? Geography { get; init; }

    /// <summary>The zoom level whose tiles are the cells; null for maps without zoom levels.</summary>
    public int? Zoom { get; init; }

    /// <summary>All zoom levels in the map's file; empty for maps without zoom levels.</summary>
    public IReadOnlyList<int> Zooms { get; init; } = [];
}
