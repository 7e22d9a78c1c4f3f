namespace Benchmarks.Micro.Contract;

/// <summary>The messages that are measured.</summary>
internal static class Samples
{
    public const int Length = 100;

    /// <summary>Two numbers.</summary>
    public static Location Small { get; } = new() { X = 79, Y = 31_000 };

    /// <summary>Three levels: two areas of two corners each, and a text.</summary>
    public static Region Nested { get; } = new()
    {
        Name = "Île-de-France",
        Outer = new Area { LowerLeft = new Location { X = -5, Y = 1 }, UpperRight = new Location { X = 79, Y = 31 } },
        Inner = new Area { LowerLeft = new Location { X = 3, Y = 2 }, UpperRight = new Location { X = 7, Y = 30_000 } },
    };

    /// <summary>An image of 16 KiB.</summary>
    public static Image Image { get; } = new() { X = 1, Y = 2, Content = Picture.Bytes };

    /// <summary>A hundred messages and a hundred numbers.</summary>
    public static Track List { get; } = new()
    {
        Points = [.. Enumerable.Range(0, Length).Select(i => new Location { X = i, Y = 100 * i })],
        Heights = [.. Enumerable.Range(0, Length).Select(i => 10 * i)],
    };

    /// <summary>A hundred messages by their names and a hundred numbers by numbers.</summary>
    public static Gazetteer Map { get; } = new()
    {
        Places = Enumerable.Range(1, Length).ToDictionary(i => $"place {i}", i => new Location { X = i, Y = 100 * i }),
        Population = Enumerable.Range(1, Length).ToDictionary(i => i, i => 1000 * i),
    };
}
