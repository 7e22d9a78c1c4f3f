namespace CodeFirstSatellite.Contracts;

/// <summary>The names of the metadata that calls take.</summary>
public static class CallMetadata
{
    /// <summary>The map that a call means, for a server with several.</summary>
    public const string Map = "map";

    /// <summary>The zoom level that a call means, of a map with several: one of the catalog's <see cref="Map.Zooms"/>.</summary>
    public const string Zoom = "zoom";

    /// <summary>
    /// The time as of which a call means the map, for maps that keep older images: RFC 3339 such as 2026-11-20T12:00:00Z, or a version as
    /// Live reports it.
    /// </summary>
    public const string At = "at";

    /// <summary>The token, for a server that asks for one.</summary>
    public const string Token = "token";
}
