using System.Text.RegularExpressions;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary><c>satcli get-area</c> goes on where a lost connection stopped it.</summary>
[TestClass]
public sealed partial class ResumeTests
{
    private const int CallFailed = 1;

    private static SatcliOnHost _satcli = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        // What arrives in one piece with the end of a connection is lost with it. The delay makes many pieces.
        _satcli = await SatcliOnHost.StartAsync("--send-delay", "1ms");
        _satcli.Host.ExpectWarning("handshake");
    }

    [ClassCleanup]
    public static async Task StopAsync() => await _satcli.DisposeAsync();

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task GetArea_LineLostAnywhere_IsTheMapByteForByte()
    {
        byte[] map = await File.ReadAllBytesAsync(Earth.File);
        for (int after = 10_000; after < 110_000; after += 40_000)
        {
            using var proxy = new FaultProxy(_satcli.Host.Address, Fault.None, new Fault(FaultKind.Close, FromServer: true, after));
            SatcliProcess.Result result = await _satcli.RunAsync($"get-area --server {proxy.Address}");

            CollectionAssert.AreEqual(map, result.Expect(0).Bytes, $"cut after {after} bytes");
            StringAssert.Matches(result.Error, GoingOn(), $"cut after {after} bytes");
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("--format ndjson", 60_000, DisplayName = "ndjson")]
    [DataRow("-o images.ndjson --format ndjson", 60_000, DisplayName = "a file")]
    [DataRow("-o tiles.mbtiles --map blue-marble", 800_000, DisplayName = "MBTiles")]
    [DataRow("-o picture.tif --map blue-marble", 800_000, DisplayName = "a picture")]
    public async Task GetArea_LineLostTwice_IsWhatItIsWithoutLosses(string arguments, int bytes)
    {
        string undisturbed = Content(await _satcli.RunAsync($"get-area {arguments}"), arguments);
        using var proxy = new FaultProxy(
            _satcli.Host.Address,
            Fault.None,
            new Fault(FaultKind.Close, FromServer: true, bytes / 4),
            new Fault(FaultKind.Reset, FromServer: true, bytes / 4));

        SatcliProcess.Result result = await _satcli.RunAsync($"get-area {arguments} --server {proxy.Address}");

        Assert.AreEqual(undisturbed, Content(result, arguments));
        Assert.AreEqual(3, proxy.Connections);
        Assert.HasCount(2, GoingOn().Matches(result.Error), result.Error);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_WithoutRetries_EndsWithWhatHasCome()
    {
        using var proxy = new FaultProxy(_satcli.Host.Address, Fault.None, new Fault(FaultKind.Close, FromServer: true, 50_000));

        SatcliProcess.Result result = await _satcli.RunAsync($"get-area --retry-for 0 --server {proxy.Address}");

        result.Expect(CallFailed).ExpectError("satcli: UNAVAILABLE: ");
        Assert.AreEqual(1, proxy.Connections);
        StringAssert.StartsWith(await File.ReadAllTextAsync(Earth.File), result.Output, StringComparison.Ordinal);
        Assert.AreNotEqual("", result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task GetArea_AnotherMapAfterTheLoss_IsNotMixedIn()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "20ms");
        string small = satcli.Folder["small.txt"];
        await File.WriteAllTextAsync(small, "ab\ncd\n");
        using SatcliProcess running = satcli.Start("get-area");
        await running.Output.ReadExactlyAsync(new byte[1]);

        satcli.Host.Signal(Posix.SigKill);
        await satcli.Host.WaitForExitAsync();
        await using HostProcess other = HostProcess.Run(
            ["--urls", satcli.Host.Address, "--certs", satcli.Certificates.Folder, "--map", small]);

        (await running.EndAsync()).Expect(CallFailed).ExpectError("the server's map is another one: it was ");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_ImagesInNoOrder_AreNotResumed()
    {
        using var certificates = new TestCertificates();
        await using StandInServer server = await StandInServer.StartAsync<WestwardsAndThenGone>(certificates);

        SatcliProcess.Result result = await SatcliProcess.RunAsync(
            certificates.Folder, "get-area", "--certs", ".", "--server", server.Address, "--ur", "9,0", "--format", "ndjson");

        result.Expect(CallFailed).ExpectError("satcli: UNAVAILABLE: gone (images came in no order");
    }

    [GeneratedRegex("satcli: going on after [1-9][0-9,]* images in ")]
    private static partial Regex GoingOn();

    // What it wrote; of MBTiles, the tiles.
    private static string Content(SatcliProcess.Result result, string arguments)
    {
        result.Expect(0);
        if (arguments.Split(' ') is not ["-o", var name, ..])
        {
            return result.Output;
        }

        string path = _satcli.Folder[name];
        string content = name.EndsWith(".mbtiles", StringComparison.Ordinal)
            ? string.Join(
                '\n', TileSetMaker.Read(path, "SELECT tile_column || ',' || tile_row || ',' || hex(tile_data) FROM tiles ORDER BY 1"))
            : Convert.ToHexString(File.ReadAllBytes(path));
        File.Delete(path);
        return content;
    }

    /// <summary>Sends a row from east to west, and is gone.</summary>
    public sealed class WestwardsAndThenGone : ISatellite
    {
        public Task<Image> GetImage(Location location, CallContext context = default) =>
            throw new RpcException(new Status(StatusCode.NotFound, ""));

        public async IAsyncEnumerable<Image> GetImages(Area area, CallContext context = default)
        {
            for (int x = area.UpperRight!.X; x > area.UpperRight.X - 3; x--)
            {
                await Task.Yield();
                yield return new Image { X = x, Y = area.UpperRight.Y, Bytes = "a"u8.ToArray() };
            }

            throw new RpcException(new Status(StatusCode.Unavailable, "gone"));
        }
    }
}
