using System.Text.Json;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary><c>/maps</c> and <c>/maps/NAME/tilejson</c>: TileJSON, with the addresses of what else there is of a map.</summary>
internal sealed class MapDescriptions(ViewedMaps maps)
{
    public Task ListAsync(HttpContext http)
    {
        IMapSource[] shown = [.. maps.List(http)];
        return ViewAnswer.SendJsonAsync(http, json =>
        {
            json.WriteStartArray();
            Array.ForEach(shown, map => Write(json, map, at: null, http));
            json.WriteEndArray();
        });
    }

    public Task DescribeAsync(HttpContext http)
    {
        IMapSource map = maps.Find(http, ViewedMaps.GetMap);
        long? at = ViewTime.Of(http, map)?.Time;
        return ViewAnswer.SendJsonAsync(http, json => Write(json, map, at, http));
    }

    private static void Write(Utf8JsonWriter json, IMapSource map, long? at, HttpContext http)
    {
        string url = $"{ViewAnswer.BaseOf(http.Request)}/maps/{Uri.EscapeDataString(map.Name)}";
        var description = new TileJson(map.Name, map.Grid, map.ContentType, map.Details)
        {
            Tiles = $"{url}/{{z}}/{{x}}/{{y}}{ViewTime.QueryOf(at)}",
            Zoom = MapTiles.ZoomOf(map),
            Zooms = map.Details.Zooms,
            Bounds = map.Details.Bounds ?? map.Details.Geography?.Bounds,
        };
        json.WriteStartObject();
        description.WriteMembers(json);
        json.WriteStartArray("levels");
        foreach (IMapSource level in ViewedMaps.LevelsOf(map))
        {
            json.WriteStartObject();
            TileJson.WriteLevel(json, MapTiles.ZoomOf(level), level.Grid, level.Details.Geography?.Bounds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("tilejson_url", $"{url}/tilejson");
        if (map.Watchable is not null)
        {
            json.WriteString("changes_url", $"{url}/changes");
        }

        if (map.Past is { } past)
        {
            json.WriteString("history_since", VersionTime.Format(past.Since));
        }

        json.WriteEndObject();
    }
}
