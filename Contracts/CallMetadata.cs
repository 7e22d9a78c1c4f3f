namespace CodeFirstSatellite.Contracts;

/// <summary>The names of the metadata that calls take.</summary>
public static class CallMetadata
{
    /// <summary>The map that a call means, for a server with several.</summary>
    public const string Map = "map";

    /// <summary>The zoom level that a call means, of a map with several: one of the catalog's <see cref="Map.Zooms"/>.</summary>
    public const string Zoom = "zoom";

    /// <summary>The token, for a server that asks for one.</summary>
    public const string Token = "token";
}
