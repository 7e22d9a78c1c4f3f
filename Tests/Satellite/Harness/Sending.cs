using System.Globalization;
using System.Text;
using CodeFirstSatellite.Contracts;

namespace Tests.Satellite.Harness;

/// <summary>Sends images to be stored.</summary>
internal static class Sending
{
    public static Image ImageOf(int x, int y, string text) => new() { X = x, Y = y, Bytes = Encoding.ASCII.GetBytes(text) };

    /// <summary>An image for every cell of a grid, each of which says where it belongs and what it is of.</summary>
    public static IEnumerable<Image> Full(int width, int height, string what) =>
        from y in Enumerable.Range(0, height)
        from x in Enumerable.Range(0, width)
        select ImageOf(x, y, string.Create(CultureInfo.InvariantCulture, $"{x},{y}:{what}"));

    /// <summary>Sends all and waits for the end; the last acknowledgement.</summary>
    public static async Task<Stored> PutAsync(this IArchive archive, IEnumerable<Image> images, CallContext context)
    {
        var last = new Stored();
        await foreach (Stored stored in archive.PutImages(images.ToAsyncEnumerable(), ToTheEnd(context)))
        {
            Assert.IsGreaterThan(last.Count, stored.Count, "acknowledgements go on");
            Assert.IsGreaterThanOrEqualTo(last.Version, stored.Version, "versions do not go back");
            last = stored;
        }

        return last;
    }

    /// <summary>A call whose failure is the server's status, and not that no more could be sent.</summary>
    public static CallContext ToTheEnd(CallContext context) => new(context.CallOptions, CallContextFlags.IgnoreStreamTermination);

    /// <summary>Metadata that names a map.</summary>
    public static CallContext OnMap(string map, CancellationToken cancellationToken) =>
        new CallOptions(new Metadata { { "map", map } }, cancellationToken: cancellationToken);

    public static async Task<string> ReadTextAsync(this ISatellite satellite, int x, int y, CallContext context) =>
        Encoding.ASCII.GetString((await satellite.GetImage(new Location { X = x, Y = y }, context)).Bytes.Span);
}
