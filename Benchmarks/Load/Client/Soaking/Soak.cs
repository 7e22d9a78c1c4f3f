namespace Benchmarks.Load.Client.Soaking;

/// <summary>
/// A mixed load of many clients at a bounded rate, for servers that take turns of a period each. Says how the calls went, and whether
/// memory, handles and threads grew.
/// </summary>
internal static class Soak
{
    // .NET compiles what is hot then, here and in the server; pools and heaps get the size that the load needs.
    private const int WarmUpPeriods = 2;

    // A server that is broken is not kept busy for minutes.
    private const int MostFailures = 1_000;

    public static async Task MeasureAsync(Arguments options)
    {
        SoakLoad load = SoakLoad.Of(options);
        TimeSpan period = TimeSpan.FromSeconds(options.Number("--period"));
        int periods = options.Number("--periods");
        SoakedServer[] servers = [.. options.Text("--servers").Split(',').Select(server => new SoakedServer(server, load))];
        foreach (SoakedServer server in servers)
        {
            await server.ConnectAsync();
        }

        for (var i = 1; i <= periods; i++)
        {
            foreach (SoakedServer server in servers)
            {
                await server.RunAsync(period, isWarm: i > WarmUpPeriods);
                Console.Error.WriteLine($"{server.Address}: {i} of {periods} periods, {server.Calls} calls, {server.Failed} failed");
                if (server.Failed > MostFailures)
                {
                    throw new InvalidOperationException($"More than {MostFailures} calls of {server.Address} failed.");
                }
            }
        }

        Array.ForEach(servers, server => Console.WriteLine(server.Report()));
        Array.ForEach(servers, server => server.Dispose());
    }
}
