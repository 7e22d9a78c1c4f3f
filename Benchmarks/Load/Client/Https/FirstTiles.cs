using System.Diagnostics;

namespace Benchmarks.Load.Client.Https;

/// <summary>
/// How long a tile takes, from the request to its last byte: on a connection of its own, with the handshake, or on one that is kept.
/// </summary>
internal static class FirstTiles
{
    public static async Task MeasureAsync(Arguments options)
    {
        bool isFresh = options.Text("--connection") switch
        {
            "fresh" => true,
            "kept" => false,
            string other => throw new ArgumentException($"A connection is fresh or kept, not '{other}'."),
        };
        TilePage[] pages = TilePage.ListOf(options);
        int warmUp = options.Number("--warm-up");
        var connection = new TileConnection(options);
        for (var i = 0; i < warmUp + options.Number("--calls"); i++)
        {
            if (isFresh)
            {
                connection.Dispose();
                connection = new TileConnection(options);
            }

            TilePage page = pages[i % pages.Length];
            var began = Stopwatch.GetTimestamp();
            byte[] body = await connection.GetAsync(page);
            var took = Stopwatch.GetElapsedTime(began);
            page.Check(body);
            if (i >= warmUp)
            {
                Console.WriteLine(FormattableString.Invariant($"{took.TotalMilliseconds:F3}"));
            }
        }

        connection.Dispose();
    }
}
