using CodeFirstSatellite.Host.Postgres;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Text;

namespace Benchmarks.Load.Server;

/// <summary>
/// What the servers of a run serve: <c>--width</c> x <c>--height</c> images of <c>--bytes</c> each, all alike, or the file or database of
/// <c>--map</c>, or <c>--copy</c> of a file in memory.
/// </summary>
internal static class Images
{
    /// <summary>One-byte images are a text map, as the Host's are.</summary>
    public static async Task<IMapSource> MapOfAsync(Arguments options)
    {
        if (options.Optional("--map") is { } map)
        {
            return PostgresAddress.IsOne(map) ? await InDatabaseAsync(PostgresAddress.Parse(map)) : MapFiles.Open(map);
        }

        if (options.Optional("--copy") is { } file)
        {
            return await CopiedMap.OfAsync(MapFiles.Open(file));
        }

        int width = options.Number("--width"), height = options.Number("--height"), bytes = options.Number("--bytes");
        return bytes == 1 ? TextMap.Parse("text", Text(width, height)) : new BlockMap(width, height, bytes);
    }

    public static byte[] Filled(int bytes)
    {
        var image = new byte[bytes];
        Array.Fill(image, (byte)'%');
        return image;
    }

    private static async Task<IMapSource> InDatabaseAsync(PostgresAddress address)
    {
        PostgresDatabase database = await PostgresDatabase.OpenAsync(address);
        return await database.OpenMapAsync(address.Database, address, null);
    }

    private static byte[] Text(int width, int height)
    {
        var text = Filled((width + 1) * height);
        for (var end = width; end < text.Length; end += width + 1)
        {
            text[end] = (byte)'\n';
        }

        return text;
    }
}
