using System.Globalization;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>A thousand watchers of one map, on ten connections.</summary>
[TestClass]
public sealed class ManyWatchersTests
{
    private const int Connections = 10;
    private const int StreamsOfEach = 100;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(240_000, CooperativeCancellation = true)]
    public async Task Watchers_OfTheSameArea_AllGetEveryChange()
    {
        const int Changes = 20;
        var map = new MemoryMap(8, 4);
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        await using var watchers = await Watchers.StartAsync(host, _ => null, TestContext.CancellationToken);

        Task<List<string>[]> taking = watchers.TakeAsync(Changes);
        for (int i = 0; i < Changes; i++)
        {
            await map.StoreAsync((i % 8, i % 4, $"image {i}"));
        }

        string[] expected = [.. Enumerable.Range(0, Changes).Select(i => $"{i % 8},{i % 4}=image {i}@{1_001 + i}")];
        foreach (List<string> taken in await taking)
        {
            CollectionAssert.AreEqual(expected, taken);
        }
    }

    [TestMethod]
    [Timeout(240_000, CooperativeCancellation = true)]
    public async Task Watchers_OfDisjointAreas_EachGetTheirs()
    {
        var map = new MemoryMap(40, 25);
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        await using var watchers = await Watchers.StartAsync(
            host,
            i => RunningHost.AreaOf(i % 40, i / 40, i % 40, i / 40),
            TestContext.CancellationToken);

        Task<List<string>[]> taking = watchers.TakeAsync(1);
        await map.StoreAsync([.. Enumerable.Range(0, 1_000).Select(i => (i % 40, i / 40, Name(i)))]);
        List<string>[] taken = await taking;

        for (int i = 0; i < taken.Length; i++)
        {
            Assert.AreEqual($"{i % 40},{i / 40}={Name(i)}@1001", taken[i][0]);
        }
    }

    private static string Name(int i) => i.ToString(CultureInfo.InvariantCulture);

    private sealed class Watchers(HostClient[] clients, Watching[] watchings) : IAsyncDisposable
    {
        /// <summary>Begins them all and waits until each has the map's version.</summary>
        public static async Task<Watchers> StartAsync(InProcessHost host, Func<int, Area?> areaOf, CancellationToken cancellationToken)
        {
            HostClient[] clients = [.. Enumerable.Range(0, Connections).Select(_ => host.NewClient())];
            Watching[] watchings = [.. Enumerable.Range(0, Connections * StreamsOfEach)
                .Select(i => Watching.Start(clients[i / StreamsOfEach], cancellationToken, areaOf(i)))];
            string[] begun = await Task.WhenAll(watchings.Select(watching => watching.NextAsync()));
            Assert.IsTrue(begun.All(message => message == "@1000"));
            return new Watchers(clients, watchings);
        }

        public Task<List<string>[]> TakeAsync(int count) => Task.WhenAll(watchings.Select(watching => watching.TakeAsync(count)));

        public async ValueTask DisposeAsync()
        {
            await Task.WhenAll(watchings.Select(watching => watching.DisposeAsync().AsTask()));
            Array.ForEach(clients, client => client.Dispose());
        }
    }
}
