using System.Diagnostics;
using System.Globalization;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary><c>satcli watch</c> as other programs read it.</summary>
[TestClass]
public sealed class WatchTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_OnAPipe_WritesALineAMessageAtOnceUntilCtrlC()
    {
        var map = new MemoryMap(8, 4);
        await map.StoreAsync((1, 1, "a"));
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        using var folder = new ScratchFolder();
        using SatcliProcess satcli = Start(folder, host, "watch", "--ll", "0,0", "--ur", "3,3");
        using var lines = new StreamReader(satcli.Output);

        Assert.AreEqual("""{"x":1,"y":1,"img":"YQ=="}""", await ReadLineAsync(lines));
        Assert.AreEqual("""{"version":1001}""", await ReadLineAsync(lines));
        await map.StoreAsync((2, 2, "b"), (3, 3, "c"));
        Assert.AreEqual("""{"x":2,"y":2,"img":"Yg=="}""", await ReadLineAsync(lines));
        Assert.AreEqual("""{"x":3,"y":3,"img":"Yw==","version":1002}""", await ReadLineAsync(lines));
        Posix.Kill(satcli.Id, Posix.SigInt);

        SatcliProcess.Result result = (await satcli.EndAsync(readOutput: false)).Expect(130);
        Assert.AreEqual("", result.Error);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_SinceAVersion_BeginsWithWhatWasMissed()
    {
        var map = new MemoryMap(8, 4);
        await map.StoreAsync((1, 1, "a"), (2, 2, "b"));
        await map.StoreAsync((2, 2, "c"));
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        using var folder = new ScratchFolder();
        using SatcliProcess satcli = Start(folder, host, "watch", "--since", "1001");
        using var lines = new StreamReader(satcli.Output);

        Assert.AreEqual("""{"x":2,"y":2,"img":"Yw==","version":1002}""", await ReadLineAsync(lines));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_ReaderGone_IsNoError()
    {
        var map = new MemoryMap(8, 4);
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        using var folder = new ScratchFolder();
        using SatcliProcess satcli = Start(folder, host, "watch");
        await satcli.Output.ReadExactlyAsync(new byte[1], TestContext.CancellationToken);
        await satcli.Output.DisposeAsync();

        await map.StoreAsync((0, 0, "a"));

        Assert.AreEqual("", (await satcli.EndAsync(readOutput: false)).Expect(0).Error);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_HostKilledAndStartedAgain_GoesOnSinceTheLastVersion()
    {
        using var folder = new ScratchFolder();
        using var certificates = new TestCertificates();
        TileSetMaker.Make(folder["map.mbtiles"], [(1, 0, 0, "old")]);
        TileSetMaker.Make(folder["new"], [(1, 1, 1, "new")]);
        HostProcess first = await HostProcess.StartAsync(certificates, "--map", folder["map.mbtiles"]);
        using SatcliProcess satcli = SatcliProcess.Start(
            folder.Path,
            new Dictionary<string, string> { ["SATCLI_SERVER"] = first.Address, ["SATCLI_CERTS"] = certificates.Folder },
            "watch");
        using var lines = new StreamReader(satcli.Output);
        string? version;
        await using (first)
        {
            Assert.AreEqual("""{"x":0,"y":0,"img":"b2xk"}""", await ReadLineAsync(lines));
            version = await ReadLineAsync(lines);
        }

        // By now it was killed.
        await using HostProcess second = HostProcess.Run(
            ["--urls", first.Address, "--certs", certificates.Folder, "--map", folder["map.mbtiles"]]);
        await second.WaitForOutputAsync("listening on");
        string? again = await ReadLineAsync(lines);
        File.Move(folder["new"], folder["map.mbtiles"], overwrite: true);
        string? image = await ReadLineAsync(lines);
        Posix.Kill(satcli.Id, Posix.SigInt);
        SatcliProcess.Result result = (await satcli.EndAsync(readOutput: false)).Expect(130);

        Assert.AreEqual(version, again, "nothing was missed, so the version alone comes");
        Assert.AreEqual("""{"x":1,"y":1,"img":"bmV3"}""", image);
        result.ExpectError("satcli: UNAVAILABLE: ").ExpectError("satcli: ABORTED: the map was replaced by another; watch again\n");
        Assert.Contains($"satcli: watching again, since version {version![11..^1]}, in ", result.Error);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_FromATimeThatIsNotKeptAnyMore_GoesOnSinceTheLastVersion()
    {
        using var folder = new ScratchFolder();
        using var certificates = new TestCertificates();
        TileSetMaker.Make(folder["map.mbtiles"], [(1, 0, 0, "old")]);
        TileSetMaker.Make(folder["new.mbtiles"], [(1, 0, 0, "new")]);
        TileSetMaker.Make(folder["newer.mbtiles"], [(1, 0, 0, "newer")]);
        string[] writers = ["--writers", TestCertificates.Sha256(certificates.Client)];
        HostProcess first = await HostProcess.StartAsync(certificates, [.. writers, "--map", folder["map.mbtiles"] + "#history=30d"]);
        string[] connection = ["--server", first.Address, "--certs", certificates.Folder];
        string began = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);
        (await SatcliProcess.RunAsync(folder.Path, ["put-area", folder["new.mbtiles"], .. connection])).Expect(0);
        using SatcliProcess satcli =
            SatcliProcess.Start(folder.Path, new Dictionary<string, string>(), ["watch", "--at", began, .. connection]);
        using var lines = new StreamReader(satcli.Output);
        await using (first)
        {
            Assert.AreEqual("""{"x":0,"y":0,"img":"b2xk"}""", await ReadLineAsync(lines));
            StringAssert.StartsWith(await ReadLineAsync(lines), """{"x":0,"y":0,"img":"bmV3","version":""", StringComparison.Ordinal);
        }

        // The next Host keeps no older images, so it would refuse the time.
        await using HostProcess second = HostProcess.Run(
            ["--urls", first.Address, "--certs", certificates.Folder, .. writers, "--map", folder["map.mbtiles"]]);
        await second.WaitForOutputAsync("listening on");
        (await SatcliProcess.RunAsync(folder.Path, ["put-area", folder["newer.mbtiles"], .. connection])).Expect(0);

        string? line = await ReadLineAsync(lines);
        while (line?.Contains("img", StringComparison.Ordinal) is false)
        {
            line = await ReadLineAsync(lines);
        }

        StringAssert.StartsWith(line, """{"x":0,"y":0,"img":"bmV3ZXI=","version":""", StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_HostGoneForGood_EndsAtTheDeadline()
    {
        using var folder = new ScratchFolder();
        using var certificates = new TestCertificates();
        HostProcess host = await HostProcess.StartAsync(certificates);
        long began = Stopwatch.GetTimestamp();
        using SatcliProcess satcli = SatcliProcess.Start(
            folder.Path,
            new Dictionary<string, string> { ["SATCLI_SERVER"] = host.Address, ["SATCLI_CERTS"] = certificates.Folder },
            "watch",
            "--deadline", "8s");
        await using (host)
        {
            await satcli.Output.ReadExactlyAsync(new byte[1], TestContext.CancellationToken);
        }

        SatcliProcess.Result result = await satcli.EndAsync();

        result.Expect(1).ExpectError("satcli: DEADLINE_EXCEEDED: ").ExpectError("connection refused");
        Assert.IsGreaterThan(TimeSpan.FromSeconds(7.5), Stopwatch.GetElapsedTime(began), "it tried again until then");
    }

    [TestMethod]
    public async Task Watch_ServerThatIsNotThere_IsNotWaitedFor()
    {
        using var folder = new ScratchFolder();
        using var certificates = new TestCertificates();
        SatcliProcess.Result result = await SatcliProcess.RunAsync(
            folder.Path,
            "watch",
            "--certs", certificates.Folder,
            "--server", "https://localhost:1");

        result.Expect(3).ExpectError("cannot reach https://localhost:1: connection refused");
    }

    [TestMethod]
    [DataRow("watch --since yesterday", "satcli: --since: 'yesterday' is not a version")]
    [DataRow("watch --format map", "satcli: --format map changes what a terminal shows, and stdout is none")]
    [DataRow("watch --format raw", "satcli: --format: 'raw' is not one of auto, map, ndjson.")]
    [DataRow("watch --bbox 1,2,3,4 --ll 0,0", "satcli: --bbox names the area by itself; leave --ll and --ur out.")]
    public async Task Watch_WrongUsage_IsExplained(string arguments, string message)
    {
        using var folder = new ScratchFolder();

        (await SatcliProcess.RunAsync(folder.Path, arguments.Split(' '))).Expect(2).ExpectError(message);
    }

    private static SatcliProcess Start(ScratchFolder folder, InProcessHost host, params string[] arguments) =>
        SatcliProcess.Start(
            folder.Path,
            new Dictionary<string, string> { ["SATCLI_SERVER"] = host.Address, ["SATCLI_CERTS"] = host.Certificates.Folder },
            arguments);

    private static async Task<string?> ReadLineAsync(StreamReader lines) => await lines.ReadLineAsync().WaitAsync(Waiting.Patience);
}
