namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>What the file of a tile set says.</summary>
/// <param name="Identity">Tells the file from others of the same name.</param>
/// <param name="Grid">The cells.</param>
/// <param name="ContentType">Media type of the images.</param>
/// <param name="Details">What else is known of it.</param>
internal sealed record TileSetDescription(string Identity, Grid Grid, string ContentType, MapDetails Details)
{
    /// <summary>The version from which the file knows its changes; null if it keeps no versions.</summary>
    public long? Since { get; init; }

    /// <summary>
    /// The version of the last change of a level that keeps versions; else when the file was written, in microseconds since 1970.
    /// </summary>
    public long Version { get; init; }

    /// <summary>The zoom level that is served.</summary>
    public int Zoom => Details.Zoom!.Value;
}
