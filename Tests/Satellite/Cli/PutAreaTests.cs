using System.Globalization;
using System.Text.RegularExpressions;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

[TestClass]
public sealed class PutAreaTests
{
    private const int CallFailed = 1;
    private const int Usage = 2;
    private const int NoConnection = 3;
    private const int LocalFile = 4;

    // 4,096 images of 2,000 bytes: some hundred times of what is on its way at once.
    private const int Side = 64;
    private static readonly string Padding = new('.', 1990);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task PutArea_WholeFile_IsTheMapThen()
    {
        using var folder = new ScratchFolder();
        string from = MakeFull(folder["from.mbtiles"], 8, "new ");
        string to = MakeFull(folder["to.mbtiles"], 8, "old ");
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", to);

        SatcliProcess.Result result = await RunAsync(host, host.Process.Address, folder, "put-area", from);

        result.Expect(0);
        Assert.AreEqual(("64 images stored in map 'to'\n", ""), (result.Output, result.Error));
        AssertSame(from, to);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task PutArea_Corners_StoresThatPart()
    {
        using var folder = new ScratchFolder();
        string from = MakeFull(folder["from.mbtiles"], 8, "new ");
        string to = MakeFull(folder["to.mbtiles"], 8, "old ");
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", Earth.File, "--map", to);

        (await RunAsync(host, host.Process.Address, folder, "put-area", from, "--map", "to", "--ll", "6,7")).Expect(0);

        CollectionAssert.AreEqual(new[] { "6,7", "7,7" }, TileSetMaker.Read(
            to,
            "SELECT tile_column || ',' || tile_row FROM tiles WHERE CAST(tile_data AS TEXT) LIKE 'new%' ORDER BY tile_column"));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task PutArea_ConnectionCutOnTheWay_GoesOnFromWhatIsAcknowledged()
    {
        using var folder = new ScratchFolder();
        string from = MakeFull(folder["from.mbtiles"], Side, Padding);
        string to = MakeFull(folder["to.mbtiles"], Side, "");
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", to);
        using FaultProxy relay = CutAfter(host.Process.Address, 3_000_000, 2_000_000);

        SatcliProcess.Result result = await RunAsync(host, relay.Address, folder, "put-area", from);

        result.Expect(0);
        Assert.AreEqual("4,096 images stored in map 'to'\n", result.Output);
        StringAssert.Contains(result.Error, "images stored; trying again in", StringComparison.Ordinal);
        Assert.AreEqual(3, relay.Connections);
        AssertSame(from, to);

        // The last call had what was not acknowledged by then, and no more.
        await host.Process.WaitForLogAsync("PutImages", times: 3);
        int[] sent = [.. host.Process.CallLines
            .Select(CallLine.Parse)
            .Where(line => line["method"].EndsWith("PutImages", StringComparison.Ordinal))
            .Select(line => int.Parse(line["images"], CultureInfo.InvariantCulture))];
        int[] stored = [.. Regex.Matches(result.Error, "([0-9,]+) images stored; trying again")
            .Select(match => int.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];
        Assert.HasCount(2, stored);
        Assert.AreEqual((Side * Side) - stored[1], sent[2]);
        Assert.IsLessThan(stored[1], stored[0]);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task PutArea_HostKilledAndStartedAgain_GoesOn()
    {
        using var folder = new ScratchFolder();
        string from = MakeFull(folder["from.mbtiles"], Side, Padding);
        string to = MakeFull(folder["to.mbtiles"], Side, "");
        var certificates = new TestCertificates();
        string[] args = ["--map", to, "--writers", TestCertificates.Sha256(certificates.Client)];
        RunningHost host = await RunningHost.StartAsync(certificates, args);
        using FaultProxy relay = CutAfter(host.Process.Address, 3_000_000);
        using SatcliProcess satcli = Start(host, relay.Address, folder, "put-area", from);
        await host.Process.WaitForLogAsync("PutImages");
        await host.Process.DisposeAsync();
        await using HostProcess again = HostProcess.Run(["--urls", host.Process.Address, "--certs", certificates.Folder, .. args]);

        (await satcli.EndAsync()).Expect(0);

        AssertSame(from, to);
        host.Client.Dispose();
        certificates.Dispose();
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task PutArea_WhatGetsNoBetter_EndsAtOnce()
    {
        using var folder = new ScratchFolder();
        string from = MakeFull(folder["from.mbtiles"], 8, "new ");
        string to = MakeFull(folder["to.mbtiles"], 8, "old ");
        await using RunningHost host = await RunningHost.StartAsync(
            "--map", to,
            "--map", $"small={MakeFull(folder["small.mbtiles"], 4, "")}");

        (await RunAsync(host, host.Process.Address, folder, "put-area", from))
            .Expect(CallFailed)
            .ExpectError("satcli: PERMISSION_DENIED: nobody may store images on this server");
        (await RunAsync(host, host.Process.Address, folder, "put-area", from, "--map", "small"))
            .Expect(Usage)
            .ExpectError($"satcli: {from} is 8x8 and the server's map 'small' is 4x4, so the images would not lie where they belong");
        (await RunAsync(host, host.Process.Address, folder, "put-area", from, "--ur", "8,0"))
            .Expect(Usage)
            .ExpectError("(8, 0) is not on the map, which is 8x8");
        (await RunAsync(host, host.Process.Address, folder, "put-area", folder["none.mbtiles"]))
            .Expect(LocalFile)
            .ExpectError("none.mbtiles: cannot read: ");
        (await RunAsync(host, "https://127.0.0.1:1", folder, "put-area", from))
            .Expect(NoConnection)
            .ExpectError("cannot reach https://127.0.0.1:1");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task PutArea_OfAnotherPlaceOrGrid_IsRefusedUnlessToldOtherwise()
    {
        using var folder = new ScratchFolder();
        (int, int, int, string)[] corner = [(3, 7, 7, "corner")];
        TileSetMaker.Make(folder["web.mbtiles"], corner);
        TileSetMaker.Make(folder["geodetic.mbtiles"], corner, metadata: [("crs", "EPSG:4326"), ("grid", "8x8")]);
        TileSetMaker.Make(folder["unknown.mbtiles"], corner, metadata: [("crs", "none")]);
        TileSetMaker.Make(folder["small.mbtiles"], [(2, 3, 3, "corner")]);
        string to = MakeFull(folder["to.mbtiles"], 8, "old ");
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", to);

        (await RunAsync(host, host.Process.Address, folder, "put-area", "geodetic.mbtiles"))
            .Expect(Usage)
            .ExpectError("geodetic.mbtiles is EPSG:4326 over -180,-90,180,90 and the server's map 'to' is EPSG:3857 over -180,-85.05")
            .ExpectError("--as-is stores each image under its column and row all the same");
        (await RunAsync(host, host.Process.Address, folder, "put-area", "small.mbtiles")).Expect(Usage);
        CollectionAssert.AreEqual(new[] { "0" }, Stored());

        (await RunAsync(host, host.Process.Address, folder, "put-area", "small.mbtiles", "--as-is")).Expect(0);
        CollectionAssert.AreEqual(new[] { "1" }, Stored());
        foreach (string file in (string[])["web.mbtiles", "unknown.mbtiles"])
        {
            (await RunAsync(host, host.Process.Address, folder, "put-area", file)).Expect(0);
        }

        (await RunAsync(host, host.Process.Address, folder, "put-area", "geodetic.mbtiles", "--as-is")).Expect(0);
        CollectionAssert.AreEqual(new[] { "2" }, Stored());

        List<string> Stored() => TileSetMaker.Read(to, "SELECT count(*) FROM tiles WHERE CAST(tile_data AS TEXT) = 'corner'");
    }

    private static FaultProxy CutAfter(string server, params IEnumerable<long> bytes) =>
        new(server, Fault.None, bytes.Select(count => new Fault(FaultKind.Close, FromServer: false, count)));

    private static string MakeFull(string path, int side, string prefix)
    {
        TileSetMaker.Make(path, TileSetMaker.Full((int)Math.Log2(side), side, side, prefix));
        return path;
    }

    private static void AssertSame(string from, string to)
    {
        const string All = "SELECT tile_column, tile_row, CAST(tile_data AS TEXT) FROM tiles ORDER BY tile_column, tile_row";
        CollectionAssert.AreEqual(TileSetMaker.Read(from, All), TileSetMaker.Read(to, All));
    }

    private static SatcliProcess Start(RunningHost host, string server, ScratchFolder folder, params string[] arguments) =>
        SatcliProcess.Start(
            folder.Path,
            new Dictionary<string, string> { ["SATCLI_SERVER"] = server, ["SATCLI_CERTS"] = host.Certificates.Folder },
            arguments);

    private static async Task<SatcliProcess.Result> RunAsync(
        RunningHost host, string server, ScratchFolder folder, params string[] arguments)
    {
        using SatcliProcess satcli = Start(host, server, folder, arguments);
        return await satcli.EndAsync();
    }
}
