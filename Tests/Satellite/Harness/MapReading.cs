using System.Globalization;
using System.Text;
using CodeFirstSatellite.Maps;

namespace Tests.Satellite.Harness;

/// <summary>Reads maps whole, as text.</summary>
internal static class MapReading
{
    /// <summary>The images of an area as they come, each as <c>x,y=image</c>.</summary>
    public static async Task<List<string>> ReadAsync(this IMapSource map, GridArea area, CancellationToken cancellationToken)
    {
        var images = new List<string>();
        await using IAreaReader reader = map.OpenArea(area);
        while (await reader.WaitToReadAsync(cancellationToken))
        {
            while (reader.TryRead(out CellImage image))
            {
                images.Add(Text(image));
            }
        }

        return images;
    }

    /// <summary>The image of one cell, asked for as the Host asks; null when there is none.</summary>
    public static async Task<string?> ReadAsync(this IMapSource map, int x, int y, CancellationToken cancellationToken)
    {
        Assert.IsTrue(map.Grid.TryGetCell(x, y, out Cell cell, out _));
        CellImage? image = map.TryGetImage(cell, out CellImage? found) ? found : await map.GetImageAsync(cell, cancellationToken);
        return image is { } it ? Text(it) : null;
    }

    private static string Text(CellImage image) =>
        string.Create(CultureInfo.InvariantCulture, $"{image.Cell.X},{image.Cell.Y}={Encoding.ASCII.GetString(image.Bytes.Span)}");
}
