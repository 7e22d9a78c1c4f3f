using System.Text;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>A database that goes away and comes back while Hosts serve its maps.</summary>
[TestClass]
public sealed class PostgresOutageTests
{
    private const string Fill = """
        INSERT INTO satellite.tiles (map, y, x, version, image)
        SELECT maps.id, y, x, 1, convert_to(rpad(x || ',' || y, 1000, '.'), 'UTF8')
        FROM satellite.maps, generate_series(0, 99) AS y, generate_series(0, 99) AS x
        """;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task Calls_DatabaseRestartedUnderLoad_AreUnavailableAndThenWorkAgain()
    {
        await using PostgresServer server = await PostgresServer.StartAsync(TestContext);
        string database = await server.CreateDatabaseAsync("#create=100x100,txt");
        await using RunningHost host = await RunningHost.StartAsync("--map", database);
        await server.ExecuteAsync(database, Fill);
        host.Process.ExpectWarning("does not answer, so changes are not heard of until it does");
        using var stop = new CancellationTokenSource();
        var load = new Load(host.Satellite, TestContext.CancellationToken);
        Task[] running = [load.GetImagesAsync(stop.Token), load.GetImageAsync(stop.Token), load.GetImageAsync(stop.Token)];

        await load.UntilAsync(good: 50);
        await server.StopAsync();
        await load.UntilAsync(unavailable: 10);
        await server.StartAgainAsync();
        await load.UntilAsync(good: 50);
        await host.Process.WaitForLogAsync("answers again");
        await stop.CancelAsync();
        await Task.WhenAll(running);

        // All connections have been found broken by now, so nothing fails any more.
        load.Forget();
        for (int i = 0; i < 50; i++)
        {
            await load.GetOneAsync(i);
        }

        Assert.AreEqual((50, 0), (load.Good, load.Unavailable));
    }

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task FirstCalls_AfterARestartThatNobodySaw_Work()
    {
        await using PostgresServer server = await PostgresServer.StartAsync(TestContext);
        string database = await server.CreateDatabaseAsync("#create=100x100,txt");
        await using RunningHost host = await RunningHost.StartAsync("--map", database);
        await server.ExecuteAsync(database, Fill);
        host.Process.ExpectWarning("does not answer, so changes are not heard of until it does");
        var load = new Load(host.Satellite, TestContext.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(load.GetOneAsync));

        await server.StopAsync();
        await server.StartAgainAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(load.GetOneAsync));

        Assert.AreEqual((20, 0), (load.Good, load.Unavailable));
    }

    /// <summary>Calls one after the other, of which each either brings what it should or says UNAVAILABLE.</summary>
    private sealed class Load(ISatellite satellite, CancellationToken cancellationToken)
    {
        private int _good;
        private int _unavailable;
        private TaskCompletionSource _counted = NewSource();

        public int Good => Volatile.Read(ref _good);

        public int Unavailable => Volatile.Read(ref _unavailable);

        public void Forget() => (_good, _unavailable) = (0, 0);

        public Task GetImageAsync(CancellationToken stop) => RepeatAsync(GetOneAsync, stop);

        public Task GetImagesAsync(CancellationToken stop) => RepeatAsync(_ => GetAllAsync(), stop);

        /// <summary>Waits for that many more.</summary>
        public async Task UntilAsync(int good = 0, int unavailable = 0)
        {
            (int wantedGood, int wantedUnavailable) = (Good + good, Unavailable + unavailable);
            while (true)
            {
                Task counted = Volatile.Read(ref _counted).Task;
                if (Good >= wantedGood && Unavailable >= wantedUnavailable)
                {
                    return;
                }

                await counted.WaitAsync(cancellationToken);
            }
        }

        public Task GetOneAsync(int i) => CountAsync(async () =>
        {
            Image image = await satellite.GetImage(new Location { X = i % 100, Y = i % 97 }, cancellationToken);
            Check(image, i % 100, i % 97);
        });

        private Task GetAllAsync() => CountAsync(async () =>
        {
            int count = 0;
            await foreach (Image image in satellite.GetImages(RunningHost.AreaOf(0, 0, 99, 99), cancellationToken))
            {
                Check(image, count % 100, 99 - (count / 100));
                count++;
            }

            Assert.AreEqual(10_000, count);
        });

        private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

        private static void Check(Image image, int x, int y)
        {
            Assert.AreEqual((x, y, 1000), (image.X, image.Y, image.Bytes.Length));
            Assert.IsTrue(image.Bytes.Span.StartsWith(Encoding.ASCII.GetBytes($"{x},{y}.")));
        }

        private static async Task RepeatAsync(Func<int, Task> call, CancellationToken stop)
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                await call(i);
            }
        }

        private async Task CountAsync(Func<Task> call)
        {
            try
            {
                await call();
                Interlocked.Increment(ref _good);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                StringAssert.Contains(e.Status.Detail, "its database does not answer; try again later", StringComparison.Ordinal);
                Interlocked.Increment(ref _unavailable);
            }

            Interlocked.Exchange(ref _counted, NewSource()).SetResult();
        }
    }
}
