using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Listening;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Maps;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Cells without an image, of a source that is waited for at every image: the Host runs in this process to have one.</summary>
[TestClass]
public sealed class SparseMapTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task GetImage_CellWithoutImage_IsNotFound()
    {
        await using var host = await SparseHost.StartAsync();

        Image image = await host.Client.Satellite.GetImage(new Location { X = 1, Y = 0 }, TestContext.CancellationToken);
        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Client.Satellite.GetImage(new Location { X = 1, Y = 1 }, TestContext.CancellationToken));

        Assert.AreEqual(1, image.Bytes.Length);
        Assert.AreEqual(StatusCode.NotFound, e.StatusCode);
        Assert.AreEqual("the map has no image at (1, 1)", e.Status.Detail);
    }

    [TestMethod]
    public async Task GetImages_CellsWithoutImage_AreSkipped()
    {
        await using var host = await SparseHost.StartAsync();
        var cells = new List<(int, int)>();

        await foreach (Image image in host.Client.Satellite.GetImages(RunningHost.AreaOf(0, 0, 2, 1), TestContext.CancellationToken))
        {
            cells.Add((image.X, image.Y));
        }

        CollectionAssert.AreEqual(new[] { (0, 1), (2, 1), (1, 0) }, cells);
    }

    /// <summary>3x2 cells, of which every second has an image; each is waited for, as in a database.</summary>
    private sealed class EverySecondCell : IMapSource
    {
        public string Name => "sparse";

        public string ContentType => "application/octet-stream";

        public Grid Grid { get; } = new(3, 2);

        public bool TryGetImage(Cell cell, out CellImage? image)
        {
            image = null;
            return false;
        }

        public async ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return HasImage(cell.X, cell.Y) ? new CellImage(cell, new byte[] { 1 }) : null;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public IAreaReader OpenArea(GridArea area) => new Reader(this, area);

        private static bool HasImage(int x, int y) => (x + y) % 2 == 1;

        private sealed class Reader(EverySecondCell source, GridArea area) : IAreaReader
        {
            private readonly Queue<CellImage> _left = new(
                from y in Enumerable.Range(area.South, area.Height).Reverse()
                from x in Enumerable.Range(area.West, area.Width)
                where HasImage(x, y) && source.Grid.TryGetCell(x, y, out _, out _)
                select new CellImage(CellAt(source, x, y), new byte[] { 1 }));

            private bool _isReady;

            public async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
            {
                await Task.Yield();
                _isReady = true;
                return _left.Count > 0;
            }

            public bool TryRead(out CellImage image)
            {
                image = default;
                bool ready = _isReady;
                _isReady = false;
                return ready && _left.TryDequeue(out image);
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;

            private static Cell CellAt(EverySecondCell source, int x, int y)
            {
                Assert.IsTrue(source.Grid.TryGetCell(x, y, out Cell cell, out _));
                return cell;
            }
        }
    }

    private sealed class SparseHost : IAsyncDisposable
    {
        private readonly TestCertificates _certificates = new();
        private readonly LineQueue _log = new(Stream.Null);
        private WebApplication _app = null!;

        public HostClient Client { get; private set; } = null!;

        public static async Task<SparseHost> StartAsync()
        {
            var host = new SparseHost();
            SatelliteOptions options = new()
            {
                Urls = ListenAddress.ParseList("https://127.0.0.1:0"),
                CertificateFolder = host._certificates.Folder,
            };
            host._app = new SatelliteApp
            {
                Options = options,
                Configuration = new ConfigurationBuilder().Build(),
                Maps = new MapDirectory(new EverySecondCell()),
                Tokens = TokenList.Load(options),
                Identity = CertificateFiles.Load(options, TimeProvider.System),
                Log = host._log,
                Listen = (kestrel, configure) => Listeners.Open(kestrel, options.Urls, configure),
            }.Build();
            await Listeners.StartAsync(host._app);
            host.Client = new HostClient(Listeners.Describe(host._app), host._certificates, host._certificates.Client);
            return host;
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await _app.DisposeAsync();
            _log.Dispose();
            _certificates.Dispose();
        }
    }
}
