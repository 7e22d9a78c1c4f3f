namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>What a tile set's file turned out to be.</summary>
/// <param name="Identity">Which file.</param>
/// <param name="Grid">The cells.</param>
/// <param name="ContentType">Media type of the images.</param>
/// <param name="Details">What else it says of itself.</param>
internal sealed record TileSetDescription(string Identity, Grid Grid, string ContentType, MapDetails Details)
{
    /// <summary>The version from which on the file knows what changed; null when it keeps no versions.</summary>
    public long? Since { get; init; }

    /// <summary>When the file was written, in microseconds since 1970.</summary>
    public long Version { get; init; }

    /// <summary>The zoom level that is served.</summary>
    public int Zoom => Details.Zoom!.Value;
}
