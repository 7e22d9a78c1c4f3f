using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>What is stored is there, and how a call that stores ends.</summary>
[TestClass]
public sealed class ArchiveTests : IDisposable
{
    private const int Side = 8;

    private readonly ScratchFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task PutImages_Stored_AreReadBackAndInTheFile()
    {
        string path = MakeSet();
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path))
        {
            Stored stored = await host.Client.Archive.PutAsync([Sending.ImageOf(1, 2, "new"), Sending.ImageOf(7, 7, "corner")], Token);

            Assert.AreEqual(2, stored.Count);
            Assert.AreEqual("new", await host.Satellite.ReadTextAsync(1, 2, Token));
            Assert.AreEqual("old3,3", await host.Satellite.ReadTextAsync(3, 3, Token));
            host.Process.Signal(Posix.SigTerm);
            Assert.AreEqual(0, await host.Process.WaitForExitAsync());
            CallLine put = host.Process.CallLines.Select(CallLine.Parse)
                .Single(line => line["method"].EndsWith("PutImages", StringComparison.Ordinal));
            Assert.AreEqual("2", put["images"]);
        }

        // One file, as MBTiles has it, and in it a table as MBTiles has it.
        Assert.AreEqual(path, Assert.ContainsSingle(Directory.GetFiles(_folder.Path)));
        CollectionAssert.AreEqual(
            new[] { "new", "old3,3", "corner" },
            TileSetMaker.Read(
                path,
                """
                SELECT CAST(tile_data AS TEXT) FROM tiles
                WHERE (tile_column, tile_row) IN (VALUES (1, 2), (3, 3), (7, 7)) ORDER BY tile_column
                """));
        Assert.AreEqual("64", Assert.ContainsSingle(TileSetMaker.Read(path, "SELECT count(*) FROM tiles")));
    }

    [TestMethod]
    public async Task PutImages_SentAgain_ChangesNothing()
    {
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", MakeSet());
        Stored first = await host.Client.Archive.PutAsync(Sending.Full(Side, Side, "a"), Token);

        Stored again = await host.Client.Archive.PutAsync(Sending.Full(Side, Side, "a"), Token);
        Stored other = await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "b"), Sending.ImageOf(1, 0, "1,0:a")], Token);

        Assert.AreEqual((64, first.Version), (again.Count, again.Version));
        Assert.IsGreaterThan(first.Version, other.Version);
        Assert.IsLessThan(TimeSpan.FromMinutes(5), DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch.AddMicroseconds(other.Version));
    }

    [TestMethod]
    [DataRow("text", "nothing can be stored in map 'text': it is a text map; images are stored in MBTiles files")]
    [DataRow(
        "view",
        "nothing can be stored in map 'view': it is a tile set whose tiles are a view of other tables; "
        + "satcli get-area -o FILE.mbtiles makes one that can be written from it")]
    [DataRow("twice", "nothing can be stored in map 'twice': it is a tile set that has several tiles for one cell")]
    public async Task PutImages_MapThatCannotBeWritten_IsFailedPreconditionAndStaysServed(string map, string message)
    {
        TileSetMaker.Make(_folder["view.mbtiles"], TileSetMaker.Full(3, Side, Side), TileLayout.View);
        TileSetMaker.Make(
            _folder["twice.mbtiles"],
            [.. TileSetMaker.Full(3, Side, Side), .. TileSetMaker.Full(3, 1, 1)],
            TileLayout.NoIndex);
        await using RunningHost host = await RunningHost.StartWritableAsync(
            "--map", $"text={Earth.File}",
            "--map", _folder["view.mbtiles"],
            "--map", _folder["twice.mbtiles"]);

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Sending.OnMap(map, Token)));

        Assert.AreEqual((StatusCode.FailedPrecondition, message), (e.StatusCode, e.Status.Detail));
        await host.Satellite.GetImage(new Location(), Sending.OnMap(map, Token));
    }

    [TestMethod]
    public async Task PutImages_MapThatShipsWithTheHost_IsFailedPrecondition()
    {
        await using RunningHost host = await RunningHost.StartWritableAsync();

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Sending.OnMap("blue-marble", Token)));

        Assert.AreEqual(
            (
                StatusCode.FailedPrecondition,
                "nothing can be stored in map 'blue-marble': it is a tile set that the server opened to be read"),
            (e.StatusCode, e.Status.Detail));
    }

    [TestMethod]
    public async Task PutImages_FileWithoutAnIndex_GetsOne()
    {
        string path = _folder["map.mbtiles"];
        TileSetMaker.Make(path, TileSetMaker.Full(3, Side, Side), TileLayout.NoIndex);
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", path);

        await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Token);

        Assert.AreEqual("x", await host.Satellite.ReadTextAsync(0, 0, Token));
        Assert.AreEqual("64", Assert.ContainsSingle(TileSetMaker.Read(path, "SELECT count(*) FROM tiles")));
    }

    [TestMethod]
    public async Task Create_FileThatIsNotThere_BeginsAnEmptyMap()
    {
        string[] map = ["--map", $"new={_folder["new.mbtiles"]}#create=100x50,png"];
        await using (RunningHost host = await RunningHost.StartWritableAsync(map))
        {
            Map described = await host.Client.Catalog.GetMap(Token);
            Assert.AreEqual((100, 50, "image/png"), (described.Width, described.Height, described.ContentType));
            Assert.AreEqual("", await host.ReadAsync(RunningHost.AreaOf(0, 0, 99, 49), Token) is "\n" ? "" : "images");
            await host.Client.Archive.PutAsync([Sending.ImageOf(99, 49, "corner")], Token);
        }

        await using RunningHost again = await RunningHost.StartWritableAsync(map);
        Assert.AreEqual("corner", await again.Satellite.ReadTextAsync(99, 49, Token));
    }

    [TestMethod]
    [DataRow(
        8,
        0,
        "x",
        StatusCode.OutOfRange,
        "(8, 0) is not on the map, which is 8x8: x goes from 0 to 7 and y from 0 to 7",
        DisplayName = "not on the map")]
    [DataRow(1, 1, "", StatusCode.InvalidArgument, "the image of (1, 1) is empty; an image has at least one byte", DisplayName = "empty")]
    public async Task PutImages_BadImage_EndsTheCallOnceAllBeforeItIsAcknowledged(
        int x, int y, string image, StatusCode status, string message)
    {
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", MakeSet());
        Image[] good = [.. Sending.Full(Side, Side, "good")];
        long acknowledged = 0;

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Stored stored in host.Client.Archive.PutImages(
                good.Append(Sending.ImageOf(x, y, image)).Concat(good).ToAsyncEnumerable(),
                Sending.ToTheEnd(Token)))
            {
                acknowledged = stored.Count;
            }
        });

        Assert.AreEqual((status, message), (e.StatusCode, e.Status.Detail));
        Assert.AreEqual(good.Length, acknowledged);
        Assert.AreEqual("7,7:good", await host.Satellite.ReadTextAsync(7, 7, Token));
    }

    [TestMethod]
    public async Task PutImages_ClientThatDoesNotRead_IsStoredAllTheSame()
    {
        const int Count = 50_000;
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", MakeSet());
        var allSent = new TaskCompletionSource();
        await using IAsyncEnumerator<Stored> answers = host.Client.Archive
            .PutImages(SendAsync(), Sending.ToTheEnd(Token))
            .GetAsyncEnumerator(Token);

        Assert.IsTrue(await answers.MoveNextAsync());
        await allSent.Task.WaitAsync(Waiting.Patience, Token);
        long last = answers.Current.Count;
        int acknowledgements = 1;
        for (; await answers.MoveNextAsync(); acknowledgements++)
        {
            last = answers.Current.Count;
        }

        Assert.AreEqual(Count, last);
        TestContext.WriteLine($"{acknowledgements} acknowledgements");

        async IAsyncEnumerable<Image> SendAsync()
        {
            for (int i = 0; i < Count; i++)
            {
                yield return Sending.ImageOf(i % Side, i / Side % Side, $"{i}");
            }

            await Task.CompletedTask;
            allSent.SetResult();
        }
    }

    [TestMethod]
    public async Task PutImages_Cancelled_LeavesWhatIsAcknowledgedAndEndsThere()
    {
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", MakeSet());
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var never = new TaskCompletionSource();

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Stored stored in host.Client.Archive.PutImages(SendAsync(), cancel.Token))
            {
                if (stored.Count == 64)
                {
                    await cancel.CancelAsync();
                }
            }
        });

        Assert.AreEqual(StatusCode.Cancelled, e.StatusCode);
        StringAssert.Contains(await host.Process.WaitForLogAsync("PutImages"), "status=CANCELLED", StringComparison.Ordinal);
        Assert.AreEqual("7,7:kept", await host.Satellite.ReadTextAsync(7, 7, Token));

        async IAsyncEnumerable<Image> SendAsync()
        {
            foreach (Image image in Sending.Full(Side, Side, "kept"))
            {
                yield return image;
            }

            await never.Task;
        }
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task PutImages_LongerThanTheDrain_IsUnavailableAndKeepsTheAcknowledged()
    {
        string path = MakeSet();
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", path, "--drain", "100ms");
        var never = new TaskCompletionSource();

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Stored stored in host.Client.Archive.PutImages(SendAsync(), Sending.ToTheEnd(Token)))
            {
                if (stored.Count == 64)
                {
                    host.Process.Signal(Posix.SigTerm);
                }
            }
        });

        Assert.AreEqual((StatusCode.Unavailable, "the server is shutting down"), (e.StatusCode, e.Status.Detail));
        Assert.AreEqual(0, await host.Process.WaitForExitAsync());
        Assert.AreEqual(
            "64",
            Assert.ContainsSingle(TileSetMaker.Read(path, "SELECT count(*) FROM tiles WHERE CAST(tile_data AS TEXT) LIKE '%:kept'")));

        async IAsyncEnumerable<Image> SendAsync()
        {
            foreach (Image image in Sending.Full(Side, Side, "kept"))
            {
                yield return image;
            }

            await never.Task;
        }
    }

    [TestMethod]
    public async Task PutImages_FileHeldByAnotherProgram_IsUnavailableAndSaysWhatToDo()
    {
        string path = MakeSet();
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", path);
        host.Process.ExpectWarning("images could not be stored in map=map after 0 of a call");
        RpcException e;
        using (TileSetMaker.Lock(path))
        {
            e = await Assert.ThrowsExactlyAsync<RpcException>(() => host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Token));
        }

        Assert.AreEqual(
            "images could not be stored in map 'map': another program has been writing to the map's file for longer than 5 s; "
                + "end it, or send the images again when it is done",
            e.Status.Detail);
        Assert.AreEqual(StatusCode.Unavailable, e.StatusCode);
        Assert.AreEqual(1, (await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Token)).Count);
    }

    private string MakeSet()
    {
        string path = _folder["map.mbtiles"];
        TileSetMaker.Make(path, TileSetMaker.Full(3, Side, Side, "old"));
        return path;
    }
}
