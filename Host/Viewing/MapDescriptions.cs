using System.Text.Json;
using System.Text.RegularExpressions;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>
/// <c>/maps</c> and <c>/maps/NAME/tilejson</c>: TileJSON 3.0.0 (https://github.com/mapbox/tilejson-spec), with keys of ours for what it
/// does not have, such as tiles that are not those of the Web Mercator world.
/// </summary>
internal sealed partial class MapDescriptions(ViewedMaps maps)
{
    public Task ListAsync(HttpContext http)
    {
        IMapSource[] shown = [.. maps.List(http)];
        return ViewAnswer.SendJsonAsync(http, json =>
        {
            json.WriteStartArray();
            Array.ForEach(shown, map => Write(json, map, http));
            json.WriteEndArray();
        });
    }

    public Task DescribeAsync(HttpContext http)
    {
        IMapSource map = maps.Find(http, ViewedMaps.GetMap);
        return ViewAnswer.SendJsonAsync(http, json => Write(json, map, http));
    }

    private static void Write(Utf8JsonWriter json, IMapSource map, HttpContext http)
    {
        MapDetails details = map.Details;
        string url = $"{ViewAnswer.BaseOf(http.Request)}/maps/{Uri.EscapeDataString(map.Name)}";
        json.WriteStartObject();
        json.WriteString("tilejson", "3.0.0");
        json.WriteString("id", map.Name);
        json.WriteString("name", details.Title.Length > 0 ? details.Title : map.Name);
        WriteIfAny(json, "description", details.Description);
        WriteIfAny(json, "attribution", details.Attribution);
        WriteIfAny(json, "version", SemanticVersion().IsMatch(details.Version) ? details.Version : "");
        json.WriteString("scheme", "xyz");
        json.WriteStartArray("tiles");
        json.WriteStringValue($"{url}/{{z}}/{{x}}/{{y}}");
        json.WriteEndArray();
        json.WriteNumber("minzoom", MapTiles.ZoomOf(map));
        json.WriteNumber("maxzoom", MapTiles.ZoomOf(map));
        WriteIfAny(json, "bounds", details.Bounds ?? details.Geography?.Bounds);
        json.WriteString("content_type", map.ContentType);
        json.WriteStartArray("grid");
        json.WriteNumberValue(map.Grid.Width);
        json.WriteNumberValue(map.Grid.Height);
        json.WriteEndArray();
        WriteIfAny(json, "crs", details.Geography is { } geography ? Crs.Of(geography.Projection) : "");
        WriteIfAny(json, "grid_bounds", details.Geography?.Bounds);
        json.WriteString("tilejson_url", $"{url}/tilejson");
        if (map.Watchable is not null)
        {
            json.WriteString("changes_url", $"{url}/changes");
        }

        json.WriteEndObject();
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
