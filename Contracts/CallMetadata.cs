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
    /// Live reports it. Each cell then has the image with the latest time up to it: when it was taken, or else stored.
    /// </summary>
    public const string At = "at";

    /// <summary>
    /// When all images of a call that stores them were taken: RFC 3339, or microseconds since 1970. Without it, the time of storing
    /// counts, as it does for a time up to a minute ahead of the server's clock.
    /// </summary>
    public const string Taken = "taken";

    /// <summary>The token, for a server that asks for one.</summary>
    public const string Token = "token";
}
