using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load.Client;

/// <summary>An area of so many cells, from (0, 0).</summary>
internal sealed record FullArea(int Width, int Height)
{
    public long Cells => (long)Width * Height;

    /// <summary>Reads <c>--area WxH</c>.</summary>
    public static FullArea Of(Arguments options)
    {
        var sides = options.Text("--area").Split('x');
        return new FullArea(int.Parse(sides[0], null), int.Parse(sides[1], null));
    }

    public Area ToRequest() => new()
    {
        LowerLeft = new Location(),
        UpperRight = new Location { X = Width - 1, Y = Height - 1 },
    };
}
