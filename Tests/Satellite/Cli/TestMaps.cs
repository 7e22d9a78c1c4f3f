using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>Maps of plain tiles, and places to look at on them.</summary>
internal static class TestMaps
{
    /// <summary>The zoom level of <see cref="MakeWeb"/>.</summary>
    public const int WebZoom = 3;

    public static IReadOnlyList<(double Longitude, double Latitude)> Cities { get; } =
    [
        (12.49, 41.89), // Rome
        (151.21, -33.87), // Sydney
        (-78.51, -0.22), // Quito
        (139.69, 35.69), // Tokyo
        (-149.9, 61.22), // Anchorage
    ];

    /// <summary>Makes the whole world in Web Mercator, 8x8 tiles of 256 pixels, each in a colour of its own.</summary>
    public static void MakeWeb(string path) => Make(
        path,
        WebZoom,
        [],
        [
            .. from x in Enumerable.Range(0, 8)
               from y in Enumerable.Range(0, 8)
               select (x, y, TestPictures.Plain(256, (byte)(x * 30), (byte)(y * 30), 99)),
        ]);

    /// <summary>Makes a map of PNG tiles.</summary>
    /// <param name="path">The file.</param>
    /// <param name="zoom">The zoom level.</param>
    /// <param name="metadata">Names and values, beside the name and the format.</param>
    /// <param name="tiles">The tiles, rows counted from the south.</param>
    public static void Make(string path, int zoom, (string Name, string Value)[] metadata, params (int X, int Y, byte[] Image)[] tiles)
    {
        TileSetMaker.Make(path, [], metadata: [("name", "test"), ("format", "png"), .. metadata]);
        foreach ((int x, int y, byte[] image) in tiles)
        {
            TileSetMaker.Run(
                path, FormattableString.Invariant($"INSERT INTO tiles VALUES ({zoom}, {x}, {y}, x'{Convert.ToHexString(image)}')"));
        }
    }
}
