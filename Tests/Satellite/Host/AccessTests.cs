using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Contracts;
using Grpc.Health.V1;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>The access file: who may call what, on which maps and where. That no handler ran shows in the log: it names no map.</summary>
[TestClass]
public sealed class AccessTests
{
    private const string Rules = """
        # CLIENT             METHODS                        MAPS         X,Y-X,Y

        reader.example       read
        WORLD.example        read                           world
        corner.example       satellite.Satellite            world        0,0-1,1
        corner.example       satellite.Satellite            world        1,1-3,3
        corner.example       satellite.live.v1.Live         world,other  0,0-2,2
        watcher.example      satellite.live.v1.Live/Watch   world        0,0-3,3
        one.example          satellite.Satellite/GetImage   *            *
        storer.example       store                          world        0,0-1,1
        not-a-writer.example store

        """;

    private static readonly Dictionary<string, X509Certificate2> Clients = [];
    private static ScratchFolder _folder = null!;
    private static RunningHost _host = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _folder = new ScratchFolder();
        var certificates = new TestCertificates();
        foreach (string name in (string[])["reader", "world", "corner", "watcher", "one", "storer", "not-a-writer", "stranger"])
        {
            Clients[name] = certificates.Issue(TestCertificates.ClientUse, name: names => names.AddDnsName(name + ".example"));
        }

        Clients["everything"] = certificates.Client;
        await File.WriteAllTextAsync(
            _folder["access"], $"{Rules}{TestCertificates.Sha256(certificates.Client).ToUpperInvariant()} *\n", context.CancellationToken);
        _host = await RunningHost.StartAsync(
            certificates,
            "--map", $"world={_folder["world.mbtiles"]}#create=4x4,txt",
            "--map", $"other={_folder["other.mbtiles"]}#create=4x4,txt",
            "--access", _folder["access"],
            "--writers", $"storer.example,{TestCertificates.Sha256(certificates.Client)}");
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
        foreach (X509Certificate2 certificate in Clients.Values)
        {
            certificate.Dispose();
        }

        Clients.Clear();
    }

    // The maps are empty, so an image that may be read is NOT_FOUND, and an area of them is OK.
    [TestMethod]
    [DataRow("everything", "GetImage", "other", "3,3", StatusCode.NotFound)]
    [DataRow("everything", "PutImages", "other", "0,1", StatusCode.OK)]
    [DataRow("stranger", "GetImage", null, "0,0", StatusCode.PermissionDenied)]
    [DataRow("stranger", "GetImages", null, "0,0-3,3", StatusCode.PermissionDenied)]
    [DataRow("stranger", "GetMap", null, null, StatusCode.PermissionDenied)]
    [DataRow("stranger", "ListMaps", null, null, StatusCode.PermissionDenied)]
    [DataRow("stranger", "Watch", null, null, StatusCode.PermissionDenied)]
    [DataRow("stranger", "PutImages", null, "0,0", StatusCode.PermissionDenied)]
    [DataRow("stranger", "GetImage", "nowhere", "0,0", StatusCode.PermissionDenied)]
    [DataRow("stranger", "Health", null, null, StatusCode.OK)]
    [DataRow("reader", "GetImage", "world", "0,0", StatusCode.NotFound)]
    [DataRow("reader", "GetImages", "other", "0,0-3,3", StatusCode.OK)]
    [DataRow("reader", "GetMap", "other", null, StatusCode.OK)]
    [DataRow("reader", "Watch", "other", null, StatusCode.OK)]
    [DataRow("reader", "GetImage", "nowhere", "0,0", StatusCode.NotFound)]
    [DataRow("reader", "PutImages", null, "0,0", StatusCode.PermissionDenied)]
    [DataRow("world", "GetImage", null, "3,3", StatusCode.NotFound)]
    [DataRow("world", "GetImage", "world", "3,3", StatusCode.NotFound)]
    [DataRow("world", "GetImage", "other", "3,3", StatusCode.PermissionDenied)]
    [DataRow("world", "GetMap", "other", null, StatusCode.PermissionDenied)]
    [DataRow("world", "GetImage", "nowhere", "3,3", StatusCode.PermissionDenied)]
    [DataRow("corner", "GetImage", null, "1,1", StatusCode.NotFound)]
    [DataRow("corner", "GetImage", null, "1,0", StatusCode.NotFound)]
    [DataRow("corner", "GetImage", null, "2,0", StatusCode.PermissionDenied)]
    [DataRow("corner", "GetImage", null, "-1,0", StatusCode.PermissionDenied)]
    [DataRow("corner", "GetImages", null, "0,0-1,1", StatusCode.OK)]
    [DataRow("corner", "GetImages", null, "2,1-3,3", StatusCode.OK)]
    [DataRow("corner", "GetImages", null, "0,0-2,2", StatusCode.PermissionDenied, DisplayName = "two rules together")]
    [DataRow("corner", "GetImages", null, "1,1-0,0", StatusCode.OutOfRange, DisplayName = "inverted, within")]
    [DataRow("corner", "GetImages", null, "3,0-0,0", StatusCode.PermissionDenied, DisplayName = "inverted, beyond")]
    [DataRow("corner", "GetImages", null, null, StatusCode.InvalidArgument, DisplayName = "without corners")]
    [DataRow("corner", "Watch", "other", "0,0-2,2", StatusCode.OK)]
    [DataRow("corner", "Watch", "other", "0,0-3,3", StatusCode.PermissionDenied)]
    [DataRow("corner", "Watch", null, null, StatusCode.PermissionDenied, DisplayName = "the whole of a larger map")]
    [DataRow("watcher", "Watch", null, null, StatusCode.OK, DisplayName = "the whole of a map as large")]
    [DataRow("watcher", "GetImage", null, "0,0", StatusCode.PermissionDenied)]
    [DataRow("one", "GetImage", "other", "3,3", StatusCode.NotFound)]
    [DataRow("one", "GetImages", "other", "3,3-3,3", StatusCode.PermissionDenied)]
    [DataRow("storer", "PutImages", null, "0,1", StatusCode.OK)]
    [DataRow("storer", "PutImages", null, "2,1", StatusCode.PermissionDenied)]
    [DataRow("storer", "PutImages", "other", "1,1", StatusCode.PermissionDenied)]
    [DataRow("storer", "GetImage", null, "1,1", StatusCode.PermissionDenied)]
    [DataRow("not-a-writer", "PutImages", null, "1,1", StatusCode.PermissionDenied)]
    public async Task Call_OfAClient_NeedsARule(string who, string method, string? map, string? where, StatusCode expected)
    {
        using var client = new HostClient(_host.Process.Address, _host.Certificates, Clients[who]);

        (StatusCode status, string detail) = await CallAsync(client, method, map, where);

        Assert.AreEqual(expected, status, detail);
        if (status == StatusCode.PermissionDenied && who is not ("not-a-writer" or "storer"))
        {
            string sha256 = TestCertificates.Sha256(Clients[who]);
            StringAssert.StartsWith(detail, $"this client's certificate, with SHA-256 {sha256}, may not call ", StringComparison.Ordinal);
            Assert.DoesNotContain("example", detail);
            await _host.Process.WaitForLogAsync($"/{method} ");
            string[] lines = [.. _host.Process.CallLines.Where(line => line.Contains(sha256) && line.Contains("PERMISSION_DENIED"))];
            Assert.IsTrue(Array.TrueForAll(lines, line => CallLine.Parse(line)["map"] == "none"), string.Join('\n', lines));
        }
    }

    [TestMethod]
    [DataRow("everything", "world,other")]
    [DataRow("reader", "world,other")]
    [DataRow("world", "world")]
    public async Task ListMaps_OfAClient_ShowsWhatItMayAskFor(string who, string expected)
    {
        using var client = new HostClient(_host.Process.Address, _host.Certificates, Clients[who]);

        MapList list = await client.Catalog.ListMaps(new CallOptions(cancellationToken: Token));

        Assert.AreEqual(expected, string.Join(',', list.Maps.Select(map => map.Name)));
    }

    [TestMethod]
    public async Task Rules_FileChanged_TheNewOnesCount()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["access"], "nobody.example *\n", Token);
        await using RunningHost host = await RunningHost.StartAsync("--access", folder["access"]);
        Assert.AreEqual(StatusCode.PermissionDenied, (await CallAsync(host.Client, "GetImage", null, "0,0")).Status);

        await File.WriteAllTextAsync(folder["access"], "* read earth-80x32\n", Token);
        await host.Process.WaitForLogAsync($"read again: the access rules file '{folder["access"]}', rules=1");

        Assert.AreEqual(StatusCode.OK, (await CallAsync(host.Client, "GetImage", null, "0,0")).Status);
        Assert.AreEqual(StatusCode.PermissionDenied, (await CallAsync(host.Client, "GetImage", "blue-marble", "0,0")).Status);
    }

    [TestMethod]
    [DataRow("", "has no access rule")]
    [DataRow("# nothing\n", "has no access rule")]
    [DataRow("berlin.example\n", "line 1: expected CLIENT METHODS [MAPS [X,Y-X,Y]]")]
    [DataRow("berlin.example read world 0,0-1,1 more\n", "line 1: expected CLIENT METHODS")]
    [DataRow("berlin.example satellite.Satelite\n", "line 1: expected read, store, * or services and methods")]
    [DataRow("a.example read\na.example read eart\n", "line 2: expected * or maps with commas between (earth-80x32, blue-marble)")]
    [DataRow("berlin.example read * 1,1-0,0\n", "line 1: expected * or the corners of a rectangle")]
    [DataRow("27a6a2ab0a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a read\n", "line 1: expected the SHA-256 of a client's certificate")]
    public async Task Host_WithWrongRules_RefusesToStart(string rules, string expected)
    {
        using var certificates = new TestCertificates();
        string file = Path.Combine(certificates.Folder, "access");
        await File.WriteAllTextAsync(file, rules, Token);

        await using HostProcess host = HostProcess.Run(["--certs", certificates.Folder, "--access", file]);

        Assert.AreEqual(1, await host.WaitForExitAsync());
        StringAssert.Contains(Assert.ContainsSingle(host.Log), expected, StringComparison.Ordinal);
    }

    private async Task<(StatusCode Status, string Detail)> CallAsync(HostClient client, string method, string? map, string? where)
    {
        CallContext context = new CallOptions(map is null ? null : new Metadata { { "map", map } }, cancellationToken: Token);
        int[] numbers = [.. where?.Split(',').SelectMany(part => Numbers(part)) ?? []];
        Area area = numbers.Length == 4 ? RunningHost.AreaOf(numbers[0], numbers[1], numbers[2], numbers[3]) : new Area();
        try
        {
            await (method switch
            {
                "GetImage" => client.Satellite.GetImage(new Location { X = numbers[0], Y = numbers[1] }, context),
                "GetImages" => ToTheEndAsync(client.Satellite.GetImages(area, context)),
                "GetMap" => client.Catalog.GetMap(context),
                "ListMaps" => client.Catalog.ListMaps(context),
                "Watch" => FirstAsync(client.Live.Watch(new WatchRequest { Area = where is null ? null : area }, context)),
                "PutImages" => ToTheEndAsync(
                    client.Archive.PutImages(
                        new[] { Sending.ImageOf(numbers[0], numbers[1], "x") }.ToAsyncEnumerable(), Sending.ToTheEnd(context))),
                "Health" => new Health.HealthClient(client.Invoker).CheckAsync(new HealthCheckRequest()).ResponseAsync,
                _ => throw new ArgumentOutOfRangeException(nameof(method), method, "a method of the table"),
            });
            return (StatusCode.OK, "");
        }
        catch (RpcException e)
        {
            return (e.StatusCode, e.Status.Detail);
        }
    }

    // Of "1" or "1-2", where the first may be below zero.
    private static IEnumerable<int> Numbers(string part)
    {
        int dash = part.IndexOf('-', 1);
        return dash < 0 ? [int.Parse(part)] : [int.Parse(part[..dash]), int.Parse(part[(dash + 1)..])];
    }

    private static async Task ToTheEndAsync<T>(IAsyncEnumerable<T> answers)
    {
        await foreach (T _ in answers.Patiently())
        {
        }
    }

    private static async Task FirstAsync<T>(IAsyncEnumerable<T> answers)
    {
        await using IAsyncEnumerator<T> enumerator = answers.GetAsyncEnumerator();
        Assert.IsTrue(await enumerator.MoveNextAsync().Patiently());
    }
}
