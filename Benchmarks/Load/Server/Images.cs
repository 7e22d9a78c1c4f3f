using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Text;

namespace Benchmarks.Load.Server;

/// <summary>What the servers of a run serve: <c>--width</c> x <c>--height</c> images of <c>--bytes</c> each, all alike, or the file of <c>--map</c>.</summary>
internal static class Images
{
    /// <summary>One-byte images are a text map, as the Host's are.</summary>
    public static IMapSource MapOf(Arguments options)
    {
        if (options.Optional("--map") is { } file)
        {
            return MapFiles.Open(file);
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
