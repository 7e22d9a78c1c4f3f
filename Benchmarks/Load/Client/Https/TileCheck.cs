namespace Benchmarks.Load.Client.Https;

/// <summary>Gets every tile of a list and holds each byte against its file.</summary>
internal static class TileCheck
{
    /// <returns>The exit code: 1 if a tile is another.</returns>
    public static async Task<int> RunAsync(Arguments options)
    {
        TilePage[] pages = TilePage.ListOf(options);
        using var connection = new TileConnection(options);
        foreach (TilePage page in pages)
        {
            try
            {
                page.Check(await connection.GetAsync(page));
            }
            catch (InvalidDataException e)
            {
                Console.Error.WriteLine(e.Message);
                return 1;
            }
        }

        Console.WriteLine(pages.Length);
        return 0;
    }
}
