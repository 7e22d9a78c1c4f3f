using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Maps;

/// <summary>What a map may say of itself beside its cells.</summary>
public sealed record MapDetails
{
    /// <summary>Nothing is known.</summary>
    public static MapDetails None { get; } = new();

    /// <summary>A name in plain words, empty where there is none.</summary>
    public string Title { get; init; } = "";

    /// <summary>What it shows.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whom to thank for it; may be HTML.</summary>
    public string Attribution { get; init; } = "";

    /// <summary>Which edition of the images this is, in the map's own words.</summary>
    public string Version { get; init; } = "";

    /// <summary>Where on Earth its images lie; null where it does not say.</summary>
    public GeoBounds? Bounds { get; init; }

    /// <summary>Where on Earth its cells lie; null for a map that is no place on Earth, or does not say.</summary>
    public GeoGrid? Geography { get; init; }

    /// <summary>The zoom level whose tiles are the cells; null for a map that has no such thing.</summary>
    public int? Zoom { get; init; }

    /// <summary>The zoom levels that its file has.</summary>
    public IReadOnlyList<int> Zooms { get; init; } = [];
}
