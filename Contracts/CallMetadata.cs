namespace CodeFirstSatellite.Contracts;

/// <summary>The names of the metadata that calls take.</summary>
public static class CallMetadata
{
    /// <summary>The map that a call means, for a server with several.</summary>
    public const string Map = "map";

    /// <summary>The token, for a server that asks for one.</summary>
    public const string Token = "token";
}
