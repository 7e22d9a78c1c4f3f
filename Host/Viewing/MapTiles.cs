using System.Globalization;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>
/// <c>/maps/NAME/Z/X/Y</c>: an image, as it was stored. z is one of the map's zoom levels, 0 for a map without; x counts from the west and
/// y from the north, as web maps have it.
/// </summary>
internal sealed class MapTiles(ViewedMaps maps)
{
    private const string VectorTile = "application/vnd.mapbox-vector-tile";

    /// <summary>The zoom level of a map in tile addresses.</summary>
    public static int ZoomOf(IMapSource map) => map.Details.Zoom ?? 0;

    /// <summary>The type of an image. A file may hold images of several types, whatever its metadata says.</summary>
    public static string MediaTypeOf(IMapSource map, ReadOnlySpan<byte> image) =>
        ImageType.Of(ImageType.OfMediaType(map.ContentType), image).MediaType;

    public async Task AnswerAsync(HttpContext http)
    {
        int z = NumberOf(http, "z");
        int x = NumberOf(http, "x");
        int y = NumberOf(http, "y");
        (IMapSource map, bool isPast) = maps.FindAsOf(
            http, ViewedMaps.GetImage, z, grid => new CellRange(x, grid.FlipRow(y), x, grid.FlipRow(y)));
        Grid grid = map.Grid;
        if (!grid.TryGetCell(x, grid.FlipRow(y), out Cell cell, out _))
        {
            throw new BadHttpRequestException(
                $"the map '{map.Name}' has no tile {z}/{x}/{y}: at this zoom level x goes from 0 to {grid.Width - 1} "
                + $"and y, from the north, from 0 to {grid.Height - 1}",
                StatusCodes.Status404NotFound);
        }

        if (!map.TryGetImage(cell, out CellImage? image))
        {
            image = await map.GetImageAsync(cell, http.RequestAborted);
        }

        if (image is not { } found)
        {
            ViewAnswer.SendNothing(http, isPast);
            return;
        }

        ViewRecord record = ViewRecord.Of(http);
        record.Images = 1;
        record.Bytes = found.Bytes.Length;
        string mediaType = MediaTypeOf(map, found.Bytes.Span);
        if (mediaType == VectorTile && found.Bytes.Span.StartsWith<byte>([0x1F, 0x8B]))
        {
            http.Response.Headers.ContentEncoding = "gzip";
        }

        await ViewAnswer.SendAsync(http, mediaType, found.Bytes, isPast);
    }

    private static int NumberOf(HttpContext http, string name)
    {
        string text = (string)http.Request.RouteValues[name]!;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new BadHttpRequestException(
                $"a tile is /maps/NAME/Z/X/Y, such as /maps/world/3/4/2: {name} is a number from 0, not '{text}'");
    }
}
