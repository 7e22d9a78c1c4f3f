using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>
/// <c>/maps/NAME/letters</c>: a whole map of letters as text, a line for each row from the north, a space for a cell without an image. To
/// ask for each letter by itself would take longer than to draw it.
/// </summary>
internal sealed class MapLetters(ViewedMaps maps, SatelliteOptions options)
{
    private const int MostLetters = 1024 * 1024;

    public async Task AnswerAsync(HttpContext http)
    {
        (IMapSource map, bool isPast) = maps.FindAsOf(http, ViewedMaps.GetImages, zoom: null, ViewedMaps.Whole);
        Grid grid = map.Grid;
        int most = Math.Min(MostLetters, options.ClientLimits.ImagesPerArea ?? MostLetters);
        if (grid.Whole.CellCount > most)
        {
            throw NotSo($"the map '{map.Name}' is {grid}, and a map of letters may have {most} cells; ask for its tiles");
        }

        // A line ends with a byte of its own.
        int line = grid.Width + 1;
        byte[] text = new byte[line * grid.Height];
        text.AsSpan().Fill((byte)' ');
        for (int end = grid.Width; end < text.Length; end += line)
        {
            text[end] = (byte)'\n';
        }

        ViewRecord record = ViewRecord.Of(http);
        await using IAreaReader reader = map.OpenArea(grid.Whole);
        while (await reader.WaitToReadAsync(http.RequestAborted))
        {
            while (reader.TryRead(out CellImage image))
            {
                text[(line * grid.FlipRow(image.Cell.Y)) + image.Cell.X] = image.Bytes.Length == 1
                    ? image.Bytes.Span[0]
                    : throw NotSo($"the map '{map.Name}' has images of more than one letter, such as the one at "
                        + $"({image.Cell.X}, {image.Cell.Y}); ask for its tiles");
                record.Images++;
                record.Bytes++;
            }
        }

        await ViewAnswer.SendAsync(http, "text/plain", text, isPast);
    }

    private static BadHttpRequestException NotSo(string message) => new(message, StatusCodes.Status404NotFound);
}
