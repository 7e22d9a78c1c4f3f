using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;
using static Tests.Satellite.Harness.CallTimes;

namespace Tests.Satellite.Host;

/// <summary>Images whose senders say when they were taken, wherever the map is.</summary>
public abstract class TakenTests : IDisposable
{
    private const int Rejected = 1;

    private static readonly Area Corner = RunningHost.AreaOf(0, 0, 0, 0);

    public TestContext TestContext { get; set; } = null!;

    private protected ScratchFolder Folder { get; } = new();

    private protected CancellationToken Token => TestContext.CancellationToken;

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [TestMethod]
    public async Task Images_StoredInAnyOrder_AreShownInThatOfTheirTimes()
    {
        // Each cell gets the images a to d in another order.
        string[] orders = [.. OrdersOf("abcd")];
        long first = Now - (10 * Hour);
        await using RunningHost host = await RunningHost.StartWritableAsync(
            "--map", await NewMapAsync() + "#history=30d");
        for (int turn = 0; turn < 4; turn++)
        {
            foreach (char name in "abcd")
            {
                Image[] images =
                [
                    .. Enumerable.Range(0, orders.Length)
                        .Where(cell => orders[cell][turn] == name)
                        .Select(cell => Sending.ImageOf(cell % 8, cell / 8, $"{name}")),
                ];
                Stored stored = await host.Client.Archive.PutAsync(images, Taken(TimeOf(name)));
                Assert.AreEqual(
                    images.Count(image => orders[(8 * image.Y) + image.X][..turn].Any(before => before > name)),
                    stored.Older,
                    $"{name} as number {turn}");
            }
        }

        Area all = RunningHost.AreaOf(0, 0, 7, 7);
        Assert.AreEqual(RowsOf('d'), await host.ReadAsync(all, Token));
        foreach (char name in "abcd")
        {
            Assert.AreEqual(RowsOf(name), await host.ReadAsync(all, At(TimeOf(name))));
            Assert.AreEqual(RowsOf(name), await host.ReadAsync(all, At(TimeOf(name) + Hour - 1)));
        }

        await AssertFailsAsync(
            StatusCode.OutOfRange,
            $"the map 'new' can be shown as it was from {Text(TimeOf('a'))} on",
            () => host.ReadAsync(all, At(TimeOf('a') - 1)));
        for (int cell = 0; cell < orders.Length; cell++)
        {
            VersionList list = await host.Client.Live.ListVersions(new Location { X = cell % 8, Y = cell / 8 }, Token);
            CollectionAssert.AreEqual(
                "dcba".Select(name => (long?)TimeOf(name)).ToArray(),
                list.Versions.Select(image => image.Taken).ToArray(),
                orders[cell]);
            Assert.IsTrue(list.Versions.All(image => image.Version > TimeOf('d')), "they were stored later");
        }

        long TimeOf(char name) => first + ((name - 'a') * Hour);

        static string RowsOf(char name) => string.Concat(Enumerable.Repeat(new string(name, 8) + "\n", 3));
    }

    [TestMethod]
    public async Task Image_OfTheSameTime_TakesThePlaceOfTheOther()
    {
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", await MakeMapAsync() + "#history=30d");
        long old = Now - (2 * Hour);
        long recent = Now - Hour;
        await PutAsync(host, old, "old");
        long version = (await PutAsync(host, recent, "recent")).Version;

        Stored oldAgain = await PutAsync(host, old, "old again");
        Stored same = await PutAsync(host, old, "old again");
        Stored recentSame = await PutAsync(host, recent + 1, "recent");
        Stored recentAgain = await PutAsync(host, recent, "recent again");

        Assert.AreEqual((1, version), (oldAgain.Older, oldAgain.Version));
        Assert.AreEqual((1, version), (same.Older, same.Version));
        Assert.AreEqual((0, version), (recentSame.Older, recentSame.Version));
        Assert.AreEqual(0, recentAgain.Older);
        Assert.IsGreaterThan(version, recentAgain.Version);
        CollectionAssert.AreEqual(
            new[] { (recent, 12), (old, 9), (0, 3) },
            (await ListAsync(host)).Select(image => (image.Taken ?? 0, image.Length)).ToArray());
        Assert.AreEqual("old again", await host.Satellite.ReadTextAsync(0, 0, At(recent - 1)));
        Assert.AreEqual("recent again", await host.Satellite.ReadTextAsync(0, 0, At(recent)));
    }

    [TestMethod]
    public async Task Image_TakenBeforeAnother_HasTheTimeBetweenAfterARestartToo()
    {
        string path = await MakeMapAsync();
        long begin = Now - (3 * Hour);
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=30d"))
        {
            await PutAsync(host, begin, "first");
            await PutAsync(host, begin + (2 * Hour), "third");
        }

        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=30d"))
        {
            Assert.AreEqual(1, (await PutAsync(host, begin + Hour, "second")).Older);
            Assert.AreEqual("first", await host.Satellite.ReadTextAsync(0, 0, At(begin + Hour - 1)));
            Assert.AreEqual("second", await host.Satellite.ReadTextAsync(0, 0, At(begin + Hour)));
            Assert.AreEqual("second", await host.Satellite.ReadTextAsync(0, 0, At(begin + (2 * Hour) - 1)));
            Assert.AreEqual("third", await host.Satellite.ReadTextAsync(0, 0, Token));

            // Nobody tells when this one was taken.
            Stored now = await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "now")], Token);
            Assert.AreEqual("third", await host.Satellite.ReadTextAsync(0, 0, At(now.Version - 1)));
            Assert.AreEqual(1, (await PutAsync(host, now.Version - 1, "just before")).Older);
            Assert.AreEqual("now", await host.Satellite.ReadTextAsync(0, 0, Token));
        }
    }

    [TestMethod]
    public async Task Image_TakenBeforeAnother_IsNotKeptWithoutHistory()
    {
        string path = await MakeMapAsync();
        long recent = Now - Hour;
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path))
        {
            Stored stored = await PutAsync(host, recent, "recent");
            Stored older = await host.Client.Archive.PutAsync(
                [Sending.ImageOf(0, 0, "old"), Sending.ImageOf(1, 1, "new here"), Sending.ImageOf(0, 0, "old too")],
                Taken(recent - 1));

            Assert.AreEqual((1, 0), (stored.Count, stored.Older));
            Assert.AreEqual((3, 2), (older.Count, older.Older));
            Assert.AreEqual("recent", await host.Satellite.ReadTextAsync(0, 0, Token));
            Assert.AreEqual("new here", await host.Satellite.ReadTextAsync(1, 1, Token));
        }

        // The file knows the time, whoever opens it next.
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=30d"))
        {
            Assert.AreEqual(1, (await PutAsync(host, recent - Hour, "older")).Older);
            Assert.AreEqual("older", await host.Satellite.ReadTextAsync(0, 0, At(recent - 1)));
            Assert.AreEqual("recent", await host.Satellite.ReadTextAsync(0, 0, Token));
        }
    }

    [TestMethod]
    public async Task Time_ThatIsNoneOrYetToCome_IsRefused()
    {
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", await MakeMapAsync() + "#history=30d");

        await AssertFailsAsync(
            StatusCode.InvalidArgument,
            "the metadata 'taken' is 'noon'; expected a time such as 2026-11-20T12:00:00Z, or microseconds since 1970",
            () => host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Taken("noon")));
        await AssertFailsAsync(
            StatusCode.InvalidArgument,
            "the metadata 'taken' is 2999-01-01T00:00:00.000000Z, which is yet to come: the server's clock says 20",
            () => host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Taken("2999-01-01")));
        Assert.AreEqual("0,0", await host.Satellite.ReadTextAsync(0, 0, Token));

        // Clocks differ a little.
        await PutAsync(host, Now + (Hour / 120), "ahead");
        Assert.AreEqual("ahead", await host.Satellite.ReadTextAsync(0, 0, At(Now)));
        Assert.IsNull((await ListAsync(host))[0].Taken);
    }

    [TestMethod]
    public async Task Images_OfTimesBeforeTheHistory_FillItUpToWhatIsKept()
    {
        string path = await MakeMapAsync();
        long begin = Now;
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=30d"))
        {
            await PutAsync(host, begin - (10 * Day), "ten days");
            Assert.AreEqual("ten days", await host.Satellite.ReadTextAsync(0, 0, At(begin - (10 * Day))));
            await AssertOutOfRangeAsync(host, begin - (10 * Day) - 1, Text(begin - (10 * Day)));

            Assert.AreEqual(1, (await PutAsync(host, begin - (40 * Day), "forty days")).Older);
        }

        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=30d"))
        {
            Assert.AreEqual("forty days", await host.Satellite.ReadTextAsync(0, 0, At(begin - (29 * Day))));
            Assert.AreEqual("ten days", await host.Satellite.ReadTextAsync(0, 0, At(begin - (10 * Day))));
            await AssertOutOfRangeAsync(host, begin - (30 * Day) - Hour, "20");
            Assert.AreEqual("1,1", await host.Satellite.ReadTextAsync(1, 1, At(begin - (29 * Day))));
        }
    }

    [TestMethod]
    public async Task Images_ReplacedTooLongAgoByTheirTimes_AreNotKept()
    {
        string path = await MakeMapAsync();
        long begin = Now;
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=1h"))
        {
            await PutAsync(host, begin - (4 * Hour), "four hours");
            await PutAsync(host, begin - (2 * Hour), "two hours");
            Assert.AreEqual(1, (await PutAsync(host, begin - (3 * Hour), "three hours")).Older);
            Assert.AreEqual(0, (await PutAsync(host, begin - (Hour / 2), "now")).Older);
            Assert.AreEqual("two hours", await host.Satellite.ReadTextAsync(0, 0, At(begin - (Hour / 2) - 1)));
        }

        Assert.AreEqual("two hours", await ReadOlderAsync(path));
    }

    [TestMethod]
    public async Task Images_OfOneCellInOneCall_LeaveTheLastAndThoseBefore()
    {
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", await MakeMapAsync() + "#history=30d");
        Image[] images = [.. Enumerable.Range(0, 500).Select(i => Sending.ImageOf(0, 0, $"image {i}"))];

        Stored last = await host.Client.Archive.PutAsync(images, Token);

        Assert.AreEqual((500, 0), (last.Count, last.Older));
        Assert.AreEqual("image 499", await host.Satellite.ReadTextAsync(0, 0, Token));
        IReadOnlyList<ImageVersion> versions = await ListAsync(host);
        Assert.AreEqual(versions.Count, versions.DistinctBy(image => image.Version).Count());
        Assert.AreEqual("0,0", await host.Satellite.ReadTextAsync(0, 0, At(versions[^2].Version - 1)));
    }

    [TestMethod]
    public async Task Watch_WhileImagesArriveLate_IsToldOfWhatBecameCurrent()
    {
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", await MakeMapAsync() + "#history=30d");
        long begin = Now - (3 * Hour);
        long first = (await PutAsync(host, begin + Hour, "first")).Version;
        await Watching.HearAsync(host.Client, first, Token);
        await using Watching watching = Watching.Start(host.Client, Token, Corner);
        CollectionAssert.AreEqual(new[] { "0,0=first", $"@{first}" }, await watching.TakeAsync(2));

        await PutAsync(host, begin, "late");
        long second = (await PutAsync(host, begin + (2 * Hour), "second")).Version;

        Assert.AreEqual($"0,0=second@{second}", await watching.NextAsync());
    }

    [TestMethod]
    public async Task Watch_FromATime_EndsWithTheCurrentImages()
    {
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", await MakeMapAsync() + "#history=30d");
        long first = (await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "first")], Token)).Version;
        long second = (await PutAsync(host, first + 1, "second")).Version;
        await Watching.HearAsync(host.Client, second, Token);
        await PutAsync(host, first - 1, "late");
        await PutAsync(host, first - Hour, "long ago");

        await AssertAsync(first - 1, "0,0=late", $"0,0=second@{second}");
        await AssertAsync(first, "0,0=first", $"0,0=second@{second}");
        await AssertAsync(first + 1, "0,0=second", $"0,0=second@{second}");
        await AssertAsync(second, "0,0=second", $"@{second}");
        await AssertAsync(first - Hour, ["0,0=long ago", .. SecondAfterLongAgo(second)]);

        async Task AssertAsync(long at, params string[] expected)
        {
            await using Watching watching = Watching.Start(host.Client, At(at), Corner);
            CollectionAssert.AreEqual(expected, await watching.TakeAsync(expected.Length));
        }
    }

    [TestMethod]
    public async Task Satcli_WithTimes_StoresAndListsThem()
    {
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", await MakeMapAsync() + "#history=30d");
        long begin = Now - (3 * Hour);
        long stored = (await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "now")], Token)).Version;
        string from = MakeOther();

        SatcliProcess.Result result = (await RunAsync(host, "put-area", from, "--taken", Text(begin))).Expect(0);
        result.ExpectErrorLine("satcli: 1 images were taken before those of the map: kept as older ones");
        StringAssert.StartsWith(result.Output, "4 images stored in map 'map'", StringComparison.Ordinal);

        Assert.AreEqual(
            "other 0,1other 1,1other 0,0other 1,0",
            (await RunAsync(host, "get-area", "--format", "raw", "--at", Number(begin))).Expect(0).Output);
        string[] lines = (await RunAsync(host, "history", "--x", "0", "--y", "0")).Expect(0).Output.Split('\n');
        Assert.MatchesRegex("^SINCE +TAKEN +VERSION +BYTES$", lines[0]);
        Assert.MatchesRegex($"^{Text(stored)} +- +{stored} +3$", lines[1]);
        Assert.MatchesRegex($"^{Text(begin)} +{Text(begin)} +[0-9]+ +9$", lines[2]);
        Assert.MatchesRegex("^the beginning +- +0 +3$", lines[3]);
        StringAssert.StartsWith(
            (await RunAsync(host, "history", "--x", "0", "--y", "0", "--format", "json")).Expect(0).Output.Split('\n')[1],
            $$"""{"since":"{{Text(begin)}}","taken":"{{Text(begin)}}","version":""",
            StringComparison.Ordinal);
        Assert.AreEqual(
            """{"map":"map","images":4,"older":1}""",
            (await RunAsync(host, "put-area", from, "--taken", Number(begin), "--output", "json")).Expect(0).Output.TrimEnd());
        (await RunAsync(host, "put-area", from, "--taken", "2999-01-01")).Expect(Rejected)
            .ExpectError("the metadata 'taken' is 2999-01-01T00:00:00.000000Z, which is yet to come");
        (await RunAsync(host, "put-area", from, "--taken", "noon")).Expect(2)
            .ExpectError("satcli: --taken: 'noon' is not a time; write it as 2026-11-20T12:00Z");
    }

    [TestMethod]
    public async Task Satcli_MapWithoutHistory_SaysThatNothingOlderIsKept()
    {
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", await MakeMapAsync());
        await PutAsync(host, Now - Hour, "recent");

        (await RunAsync(host, "put-area", MakeOther(), "--taken", Text(Now - (2 * Hour)))).Expect(0)
            .ExpectErrorLine("satcli: 1 images were taken before those of the map: not kept, the map keeps no older images");

        Assert.AreEqual("recent", await host.Satellite.ReadTextAsync(0, 0, Token));
        Assert.AreEqual("other 1,1", await host.Satellite.ReadTextAsync(1, 1, Token));
    }

    /// <summary>Makes a map of 2x2 cells, each with its place as image, and returns what names it after --map.</summary>
    private protected abstract Task<string> MakeMapAsync();

    /// <summary>What makes an empty map of 8x8 cells, "new".</summary>
    private protected abstract Task<string> NewMapAsync();

    /// <summary>The older image that a map has.</summary>
    private protected abstract Task<string> ReadOlderAsync(string map);

    /// <summary>
    /// What a watch from a time before the history began goes on with: a file does not know what was stored since then, so it begins with
    /// everything once more.
    /// </summary>
    private protected abstract string[] SecondAfterLongAgo(long second);

    private static IEnumerable<string> OrdersOf(string names) => names.Length == 1
        ? [names]
        : names.SelectMany(first => OrdersOf(names.Replace($"{first}", "", StringComparison.Ordinal)), (first, rest) => first + rest);

    private protected static Task<Stored> PutAsync(RunningHost host, long taken, string text) =>
        host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, text)], Taken(taken));

    private static Task AssertOutOfRangeAsync(RunningHost host, long at, string since) => AssertFailsAsync(
        StatusCode.OutOfRange,
        $"the map 'map' can be shown as it was from {since}",
        () => host.Satellite.ReadTextAsync(0, 0, At(at)));

    private protected async Task<IReadOnlyList<ImageVersion>> ListAsync(RunningHost host) =>
        (await host.Client.Live.ListVersions(new Location(), Token)).Versions;

    private async Task<SatcliProcess.Result> RunAsync(RunningHost host, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["SATCLI_SERVER"] = host.Process.Address, ["SATCLI_CERTS"] = host.Certificates.Folder,
        };
        using SatcliProcess satcli = SatcliProcess.Start(Folder.Path, environment, arguments);
        return await satcli.EndAsync();
    }

    private string MakeOther()
    {
        string path = TileSetMaker.MakeSquare(Folder["other.mbtiles"]);
        TileSetMaker.Run(path, "UPDATE tiles SET tile_data = CAST('other ' || CAST(tile_data AS TEXT) AS BLOB)");
        return path;
    }
}
