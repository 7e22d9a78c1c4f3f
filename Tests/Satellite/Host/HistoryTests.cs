using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;
using static Tests.Satellite.Harness.CallTimes;

namespace Tests.Satellite.Host;

/// <summary>Maps that keep older images, wherever they are.</summary>
public abstract class HistoryTests : IDisposable
{
    private const int Usage = 2;

    public TestContext TestContext { get; set; } = null!;

    private protected ScratchFolder Folder { get; } = new();

    private protected CancellationToken Token => TestContext.CancellationToken;

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [TestMethod]
    public async Task Calls_NamingATime_AreOfTheImagesOfThatTime()
    {
        string path = await MakeMapAsync();
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=30d");
        long[] versions =
        [
            await PutAsync(host, Sending.ImageOf(0, 0, "a1")),
            await PutAsync(host, Sending.ImageOf(0, 0, "a2"), Sending.ImageOf(1, 1, "b2")),
            await PutAsync(host, Sending.ImageOf(0, 0, "a3")),
        ];

        // In stream order: (0, 1), (1, 1), (0, 0), (1, 0). The last was never replaced.
        Assert.AreEqual("0,11,1\n0,01,0\n", await AreaAsync(host, At(versions[0] - 1)));
        Assert.AreEqual("0,11,1\na11,0\n", await AreaAsync(host, At(versions[0])));
        Assert.AreEqual("0,11,1\na11,0\n", await AreaAsync(host, At(versions[1] - 1)));
        Assert.AreEqual("0,1b2\na21,0\n", await AreaAsync(host, At(versions[1])));
        Assert.AreEqual("0,1b2\na31,0\n", await AreaAsync(host, At(versions[2])));
        Assert.AreEqual("0,1b2\na31,0\n", await AreaAsync(host, Token));
        Assert.AreEqual("a2", await host.Satellite.ReadTextAsync(0, 0, At(versions[2] - 1)));
        Assert.AreEqual("a1", await host.Satellite.ReadTextAsync(0, 0, At(Text(versions[0]))));
        Assert.AreEqual("a3", await host.Satellite.ReadTextAsync(0, 0, At("2999-01-01")));
        VersionList list = await host.Client.Live.ListVersions(new Location(), Token);
        CollectionAssert.AreEqual(
            new[] { (versions[2], 2), (versions[1], 2), (versions[0], 2), (0, 3) },
            list.Versions.Select(image => (image.Version, image.Length)).ToArray());
    }

    [TestMethod]
    public async Task Cell_ThatHadNoImage_HasNoneThen()
    {
        await using RunningHost host = await RunningHost.StartWritableAsync(
            "--map", await NewMapAsync() + "#history=12h");
        long first = await PutAsync(host, Sending.ImageOf(3, 2, "first"));
        long second = await PutAsync(host, Sending.ImageOf(3, 2, "second"));

        Assert.AreEqual("first", await host.Satellite.ReadTextAsync(3, 2, At(second - 1)));
        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Satellite.GetImage(new Location { X = 3, Y = 2 }, At(first - 1)));
        Assert.AreEqual(StatusCode.NotFound, e.StatusCode);
        Assert.AreEqual("\n", await host.ReadAsync(RunningHost.AreaOf(0, 0, 3, 3), At(first - 1)));
        Assert.AreEqual("first\n", await host.ReadAsync(RunningHost.AreaOf(0, 0, 3, 3), At(first)));
    }

    [TestMethod]
    public async Task Watch_FromATime_BeginsWithTheImagesOfThatTime()
    {
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", await MakeMapAsync() + "#history=30d");
        long first = await PutAsync(host, Sending.ImageOf(0, 0, "a1"));
        long second = await PutAsync(host, Sending.ImageOf(0, 0, "a2"));
        await Watching.HearAsync(host.Client, second, Token);
        Area area = RunningHost.AreaOf(0, 0, 1, 0);

        await using Watching then = Watching.Start(host.Client, At(first), area);
        await using Watching after = Watching.Start(host.Client, At(second + 1), area);

        CollectionAssert.AreEqual(new[] { "0,0=a1", "1,0=1,0", $"0,0=a2@{second}" }, await then.TakeAsync(3));
        CollectionAssert.AreEqual(new[] { "0,0=a2", "1,0=1,0", $"@{second}" }, await after.TakeAsync(3));
        long third = await PutAsync(host, Sending.ImageOf(1, 0, "b3"));
        Assert.AreEqual($"1,0=b3@{third}", await then.NextAsync());
        Assert.AreEqual($"1,0=b3@{third}", await after.NextAsync());
    }

    [TestMethod]
    [DataRow("yesterday", StatusCode.InvalidArgument, "the metadata 'at' is 'yesterday'; expected a time such as 2026-11-20T12:00:00Z")]
    [DataRow("2001-01-01", StatusCode.OutOfRange, "the map 'map' can be shown as it was from 20")]
    public async Task Time_ThatCannotBeShown_IsRefused(string at, StatusCode expected, string message)
    {
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", await MakeMapAsync() + "#history=30d");

        await AssertFailsAsync(expected, message, () => host.Satellite.ReadTextAsync(0, 0, At(at)));
        await AssertFailsAsync(expected, message, () => host.ReadAsync(RunningHost.AreaOf(0, 0, 1, 1), At(at)));
        await AssertFailsAsync(
            StatusCode.InvalidArgument,
            "the metadata 'at' is for calls that read; 'taken' says when stored images were taken",
            () => host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], At(at)));
    }

    [TestMethod]
    public async Task Satcli_WithATime_ShowsWhatWas()
    {
        string path = await MakeMapAsync();
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=30d");
        long first = await PutAsync(host, Sending.ImageOf(0, 0, "a1"));
        long second = await PutAsync(host, Sending.ImageOf(0, 0, "a2"));

        Assert.AreEqual(
            "a1",
            (await RunAsync(host, "get-image", "--x", "0", "--y", "0", "--format", "raw", "--at", Text(first))).Expect(0).Output);
        Assert.AreEqual(
            "0,11,1a11,0",
            (await RunAsync(host, "get-area", "--format", "raw", "--at", Number(second - 1))).Expect(0).Output);
        string[] lines = (await RunAsync(host, "history", "--x", "0", "--y", "0")).Expect(0).Output.Split('\n');
        StringAssert.StartsWith(lines[0], "SINCE", StringComparison.Ordinal);
        StringAssert.StartsWith(lines[1], Text(second), StringComparison.Ordinal);
        StringAssert.StartsWith(lines[2], Text(first), StringComparison.Ordinal);
        StringAssert.StartsWith(lines[3], "the beginning", StringComparison.Ordinal);
        Assert.AreEqual(
            $$"""{"since":"{{Text(second)}}","version":{{second}},"bytes":2}""",
            (await RunAsync(host, "history", "--x", "0", "--y", "0", "--format", "json")).Expect(0).Output.Split('\n')[0]);
        (await RunAsync(host, "get-area", "--at", "soon")).Expect(Usage)
            .ExpectError("satcli: --at: 'soon' is not a time; write it as 2026-11-20T12:00Z");
        (await RunAsync(host, "watch", "--at", "2026-01-01", "--since", "1")).Expect(Usage)
            .ExpectError("satcli: --since and --at both say what to begin with; leave one of them out.");
    }

    private protected static Task<string> AreaAsync(RunningHost host, CallContext context) =>
        host.ReadAsync(RunningHost.AreaOf(0, 0, 1, 1), context);

    private protected async Task<long> PutAsync(RunningHost host, params Image[] images) =>
        (await host.Client.Archive.PutAsync(images, Token)).Version;

    private async Task<SatcliProcess.Result> RunAsync(RunningHost host, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["SATCLI_SERVER"] = host.Process.Address, ["SATCLI_CERTS"] = host.Certificates.Folder,
        };
        using SatcliProcess satcli = SatcliProcess.Start(Folder.Path, environment, arguments);
        return await satcli.EndAsync();
    }

    /// <summary>Makes a map of 2x2 cells, each with its place as image, and returns what names it after --map.</summary>
    private protected abstract Task<string> MakeMapAsync();

    /// <summary>What makes an empty map of 4x4 cells.</summary>
    private protected abstract Task<string> NewMapAsync();
}
