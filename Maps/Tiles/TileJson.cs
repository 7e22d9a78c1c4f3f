using System.Text.Json;
using System.Text.RegularExpressions;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// Describes the tiles of a map as TileJSON 3.0.0 (https://github.com/mapbox/tilejson-spec), with keys of ours for what it does not have,
/// such as tiles that are not those of the Web Mercator world.
/// </summary>
/// <param name="Name">The map's name.</param>
/// <param name="Grid">Its cells.</param>
/// <param name="ContentType">Media type of its images.</param>
/// <param name="Details">What else is known of it.</param>
public sealed partial record TileJson(string Name, Grid Grid, string ContentType, MapDetails Details)
{
    /// <summary>The tiles' addresses, with <c>{z}</c>, <c>{x}</c> and <c>{y}</c>, which counts from the north.</summary>
    public required string Tiles { get; init; }

    /// <summary>The zoom level of the grid.</summary>
    public required int Zoom { get; init; }

    /// <summary>All zoom levels that there are tiles of, lowest first; empty for that of the grid alone.</summary>
    public IReadOnlyList<int> Zooms { get; init; } = [];

    /// <summary>Where on Earth there are tiles; null if unknown.</summary>
    public GeoBounds? Bounds { get; init; }

    /// <summary>Writes the members of the description's object.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("tilejson", "3.0.0");
        json.WriteString("id", Name);
        json.WriteString("name", Details.Title.Length > 0 ? Details.Title : Name);
        WriteIfAny(json, "description", Details.Description);
        WriteIfAny(json, "attribution", Details.Attribution);
        WriteIfAny(json, "version", SemanticVersion().IsMatch(Details.Version) ? Details.Version : "");
        json.WriteString("scheme", "xyz");
        json.WriteStartArray("tiles");
        json.WriteStringValue(Tiles);
        json.WriteEndArray();
        json.WriteNumber("minzoom", Zooms is [var lowest, ..] ? lowest : Zoom);
        json.WriteNumber("maxzoom", Zooms is [.., var highest] ? highest : Zoom);
        WriteIfAny(json, "bounds", Bounds);
        json.WriteString("content_type", ContentType);
        WriteIfAny(json, "crs", Details.Geography is { } geography ? Crs.Of(geography.Projection) : "");
        WriteLevel(json, Zoom, Grid, Details.Geography?.Bounds);
    }

    /// <summary>Writes the members that differ between zoom levels.</summary>
    /// <param name="json">Where to write.</param>
    /// <param name="zoom">The zoom level.</param>
    /// <param name="grid">Its cells.</param>
    /// <param name="covered">What they cover together; null if unknown.</param>
    public static void WriteLevel(Utf8JsonWriter json, int zoom, Grid grid, GeoBounds? covered)
    {
        json.WriteNumber("zoom", zoom);
        json.WriteStartArray("grid");
        json.WriteNumberValue(grid.Width);
        json.WriteNumberValue(grid.Height);
        json.WriteEndArray();
        WriteIfAny(json, "grid_bounds", covered);
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, GeoBounds? bounds)
    {
        if (bounds is { } b)
        {
            json.WriteStartArray(name);
            json.WriteNumberValue(b.West);
            json.WriteNumberValue(b.South);
            json.WriteNumberValue(b.East);
            json.WriteNumberValue(b.North);
            json.WriteEndArray();
        }
    }

    [GeneratedRegex(@"^\d+\.\d+\.\d+$")]
    private static partial Regex SemanticVersion();
}
