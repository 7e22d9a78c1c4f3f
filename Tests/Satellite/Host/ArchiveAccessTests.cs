using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Who may store images.</summary>
[TestClass]
public sealed class ArchiveAccessTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task PutImages_NotOnTheList_IsDeniedBeforeAnythingIsRead()
    {
        var certificates = new TestCertificates();
        using var writer = certificates.Issue(TestCertificates.ClientUse);
        await using RunningHost host = await RunningHost.StartAsync(
            certificates,
            "--map", MakeSet(),
            "--writers", TestCertificates.Sha256(writer));

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => DrainAsync(host.Client.Archive.PutImages(WithoutEndAsync(), Sending.ToTheEnd(Token))));

        string sha256 = TestCertificates.Sha256(certificates.Client);
        Assert.AreEqual(
            (StatusCode.PermissionDenied, $"this client's certificate, with SHA-256 {sha256}, is not on the server's list of writers"),
            (e.StatusCode, e.Status.Detail));
        var line = CallLine.Parse(await host.Process.WaitForLogAsync("PutImages"));
        Assert.AreEqual(("0", "PERMISSION_DENIED"), (line["images"], line["status"]));
        Assert.AreEqual("0,0", await host.Satellite.ReadTextAsync(0, 0, Token));
    }

    [TestMethod]
    public async Task PutImages_NobodyListed_IsDeniedAndTheFileLeftAlone()
    {
        string path = MakeSet();
        byte[] before = await File.ReadAllBytesAsync(path, Token);
        await using RunningHost host = await RunningHost.StartAsync("--map", path);

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Token));

        Assert.AreEqual(
            (StatusCode.PermissionDenied, "nobody may store images on this server; its operator lists who may with --writers"),
            (e.StatusCode, e.Status.Detail));
        CollectionAssert.AreEqual(before, await File.ReadAllBytesAsync(path, Token));
    }

    [TestMethod]
    [DataRow("berlin.example", true)]
    [DataRow("BERLIN.example", true)]
    [DataRow("spiffe://example/satellite/1", true)]
    [DataRow("SPIFFE://example/satellite/1", false)]
    [DataRow("sat@example.org", true)]
    [DataRow("example", false)]
    [DataRow("berlin.example.org", false)]
    [DataRow("spiffe://example/satellite", false)]
    public async Task PutImages_NameOfTheCertificate_CountsWhole(string listed, bool isAllowed)
    {
        var certificates = new TestCertificates();
        using var satellite = certificates.Issue(TestCertificates.ClientUse, name: names =>
        {
            names.AddDnsName("berlin.example");
            names.AddUri(new Uri("spiffe://example/satellite/1"));
            names.AddEmailAddress("sat@example.org");
        });
        await using RunningHost host = await RunningHost.StartAsync(
            certificates,
            "--map", MakeSet(),
            "--writers", $"other.example;{listed}");
        using var client = new HostClient(host.Process.Address, certificates, satellite);

        Task<Stored> put = client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Token);

        if (isAllowed)
        {
            Assert.AreEqual(1, (await put).Count);
        }
        else
        {
            Assert.AreEqual(StatusCode.PermissionDenied, (await Assert.ThrowsExactlyAsync<RpcException>(() => put)).StatusCode);
        }
    }

    [TestMethod]
    public async Task PutImages_WritersFromAFile_AreTaken()
    {
        var certificates = new TestCertificates();
        string withColons = string.Join(
            ':',
            TestCertificates.Sha256(certificates.Client).ToUpperInvariant().Chunk(2).Select(pair => new string(pair)));
        await File.WriteAllTextAsync(_folder["writers"], $"\nother.example\n{withColons}\n", Token);
        await using RunningHost host = await RunningHost.StartAsync(certificates, "--map", MakeSet(), "--writers-file", _folder["writers"]);

        Assert.AreEqual(1, (await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Token)).Count);
    }

    [TestMethod]
    public async Task PutImages_TokenConfigured_NeedsIt()
    {
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", MakeSet(), "--tokens", "geheim");
        CallContext withToken = new CallOptions(new Metadata { { "token", "geheim" } }, cancellationToken: Token);

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Token));

        Assert.AreEqual(StatusCode.PermissionDenied, e.StatusCode);
        Assert.AreEqual(1, (await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], withToken)).Count);
    }

    private static async Task DrainAsync(IAsyncEnumerable<Stored> answers)
    {
        await foreach (Stored _ in answers)
        {
        }
    }

    [TestMethod]
    public async Task Host_WithOneFileAsThreeMapsAndWriters_StoresInEach()
    {
        string path = MakeSet();
        TileSetMaker.Run(path, "INSERT INTO tiles VALUES (0, 0, 0, 'low')");
        string link = _folder["link.mbtiles"];
        File.CreateSymbolicLink(link, path);
        await using (RunningHost host = await RunningHost.StartWritableAsync(
            "--map", $"a={path}", "--map", $"b={link}", "--map", $"low={path}#zoom=0"))
        {
            CallContext b = Sending.OnMap("b", TestContext.CancellationToken);
            CallContext low = Sending.OnMap("low", TestContext.CancellationToken);
            await using Watching watching = Watching.Start(host.Client, b, RunningHost.AreaOf(1, 1, 1, 1));
            StringAssert.StartsWith(await watching.NextAsync(), "1,1=1,1");

            await host.Client.Archive.PutAsync([Sending.ImageOf(1, 1, "by a")], TestContext.CancellationToken);
            await watching.UntilAsync("1,1=by a");
            await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "by low")], low);

            Assert.AreEqual("by low", await host.Satellite.ReadTextAsync(0, 0, low));
            Assert.AreEqual("0,0", await host.Satellite.ReadTextAsync(0, 0, b));
            CollectionAssert.AreEqual(
                new[] { "a 2x2 1", "b 2x2 1", "low 1x1 0" },
                (await host.Client.Catalog.ListMaps(TestContext.CancellationToken)).Maps
                    .Select(map => $"{map.Name} {map.Width}x{map.Height} {map.Zoom}").ToArray());
        }

        CollectionAssert.AreEqual(
            new[] { "by low", "by a" },
            TileSetMaker.Read(
                path, "SELECT CAST(tile_data AS TEXT) AS image FROM tiles WHERE image LIKE 'by%' ORDER BY zoom_level"));
    }

    [TestMethod]
    public async Task Host_WithALevelThatAFileOfAnotherMapHasNot_RefusesToStart()
    {
        using var certificates = new TestCertificates();
        string path = MakeSet();

        await using HostProcess host = HostProcess.Run([
            "--certs", certificates.Folder,
            "--map", $"a={path}",
            "--map", $"b={path}#zoom=5",
            "--writers", TestCertificates.Sha256(certificates.Client),
        ]);

        Assert.AreEqual(1, await host.WaitForExitAsync());
        StringAssert.StartsWith(
            Assert.ContainsSingle(host.Log),
            $"host: reading the map '{path}', the map 'a' has no zoom level 5; it has 1",
            StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<Image> WithoutEndAsync()
    {
        while (true)
        {
            await Task.Yield();
            yield return Sending.ImageOf(0, 0, "x");
        }
    }

    private string MakeSet()
    {
        string path = _folder["map.mbtiles"];
        TileSetMaker.Make(path, TileSetMaker.Full(1, 2, 2));
        return path;
    }
}
