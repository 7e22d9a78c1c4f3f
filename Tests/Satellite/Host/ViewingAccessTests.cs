using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;
using static Tests.Satellite.Harness.HostSettings;

namespace Tests.Satellite.Host;

/// <summary>Who may look at what, and how much: as on the port of calls.</summary>
[TestClass]
public sealed class ViewingAccessTests
{
    private static readonly string[] View = ["--view-urls", "https://127.0.0.1:0"];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Client_WithoutACertificateOfTheAuthority_IsNotLetIn()
    {
        await using RunningHost host = await RunningHost.StartAsync(View);
        host.Process.ExpectWarning("handshake rejected");
        using var rogue = new TestCertificates();
        using ViewClient none = await ViewClient.WithoutCertificateAsync(host);
        using ViewClient other = await ViewClient.OfAsync(host, rogue.Client);

        await Assert.ThrowsExactlyAsync<HttpRequestException>(() => none.GetAsync("/maps"));
        await Assert.ThrowsExactlyAsync<HttpRequestException>(() => other.GetAsync("/maps"));

        await host.Process.WaitForLogAsync("handshake rejected", times: 2);
        Assert.IsEmpty(host.Process.Log.Where(line => line.Contains(" view ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Client_WhoseCertificateIsDenied_LosesItsConnection()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["denied"], "", TestContext.CancellationToken);
        await using RunningHost host = await RunningHost.StartAsync([.. View, "--denied", folder["denied"]]);
        host.Process.ExpectWarning("handshake rejected");
        host.Process.ExpectWarning("ended reason");
        using ViewClient client = await ViewClient.OfAsync(host);
        await using IAsyncEnumerator<string> changes = client.ChangesAsync("blue-marble").GetAsyncEnumerator(TestContext.CancellationToken);
        Assert.IsTrue(await changes.MoveNextAsync().Patiently());

        await File.WriteAllTextAsync(
            folder["denied"], TestCertificates.Sha256(host.Certificates.Client) + "\n", TestContext.CancellationToken);

        await Assert.ThrowsAsync<IOException>(() => changes.MoveNextAsync().Patiently());
        await Assert.ThrowsExactlyAsync<HttpRequestException>(() => client.GetAsync("/maps"));
    }

    [TestMethod]
    [DataRow("reader", "/maps", HttpStatusCode.OK)]
    [DataRow("reader", "/maps/world/2/3/0", HttpStatusCode.NoContent)]
    [DataRow("reader", "/maps/other/tilejson", HttpStatusCode.OK)]
    [DataRow("reader", "/maps/other/letters", HttpStatusCode.OK)]
    [DataRow("corner", "/maps/world/2/1/2", HttpStatusCode.NoContent, DisplayName = "its north-eastern cell")]
    [DataRow("corner", "/maps/world/2/1/1", HttpStatusCode.Forbidden, DisplayName = "the cell north of it")]
    [DataRow("corner", "/maps/world/2/2/3", HttpStatusCode.Forbidden, DisplayName = "the cell east of it")]
    [DataRow("corner", "/maps/world/2/1/2?at=2026-11-20", HttpStatusCode.NotFound, DisplayName = "its cell in the past")]
    [DataRow("corner", "/maps/world/2/1/1?at=2026-11-20", HttpStatusCode.Forbidden, DisplayName = "the cell north of it in the past")]
    [DataRow("corner", "/maps/other/0/0/3", HttpStatusCode.Forbidden, DisplayName = "another map")]
    [DataRow("corner", "/maps/world/letters", HttpStatusCode.Forbidden, DisplayName = "the whole map")]
    [DataRow("corner", "/maps/world/changes", HttpStatusCode.Forbidden)]
    [DataRow("corner", "/maps/world/tilejson", HttpStatusCode.Forbidden)]
    [DataRow("corner", "/maps", HttpStatusCode.Forbidden)]
    [DataRow("corner", "/maps/nowhere/0/0/0", HttpStatusCode.Forbidden)]
    public async Task Request_OfAClient_NeedsTheRuleOfTheCallThatDoesTheSame(string name, string path, HttpStatusCode status)
    {
        using var folder = new ScratchFolder();
        var certificates = new TestCertificates();
        using X509Certificate2 identity =
            certificates.Issue(TestCertificates.ClientUse, name: names => names.AddDnsName(name + ".example"));
        await File.WriteAllTextAsync(
            folder["access"],
            """
            reader.example  read
            corner.example  satellite.Satellite/GetImage   world  0,0-1,1
            corner.example  satellite.Satellite/GetImages  world  0,0-1,1
            """,
            TestContext.CancellationToken);
        await File.WriteAllTextAsync(folder["map.txt"], "    \n    \n    \n    \n", TestContext.CancellationToken);
        TileSetMaker.Make(folder["world.mbtiles"], [(2, 0, 0, "a")]);
        await using RunningHost host = await RunningHost.StartAsync(
            certificates,
            [.. View, "--map", $"world={folder["world.mbtiles"]}", "--map", $"other={folder["map.txt"]}", "--access", folder["access"]]);
        using ViewClient client = await ViewClient.OfAsync(host, identity);

        (HttpStatusCode got, string text) = await client.ReadAsync(path);

        Assert.AreEqual(status, got, text);
        if (status == HttpStatusCode.Forbidden)
        {
            StringAssert.StartsWith(text, "this client's certificate, with SHA-256", StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public async Task Maps_ThatAClientMayNotList_AreNotShown()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["access"], "* satellite.catalog.v1.Catalog blue-marble\n", TestContext.CancellationToken);
        await using RunningHost host = await RunningHost.StartAsync([.. View, "--access", folder["access"]]);
        using ViewClient client = await ViewClient.OfAsync(host);

        JsonElement maps = JsonDocument.Parse((await client.ReadAsync("/maps")).Text).RootElement;

        Assert.AreEqual("blue-marble", Assert.ContainsSingle(maps.EnumerateArray()).GetProperty("id").GetString());
    }

    [TestMethod]
    [DataRow(null, HttpStatusCode.Unauthorized)]
    [DataRow("Bearer wrong", HttpStatusCode.Unauthorized)]
    [DataRow("Basic ?", HttpStatusCode.Unauthorized)]
    [DataRow("Bearer secret", HttpStatusCode.OK)]
    [DataRow("basic YW55Ym9keTpzZWNyZXQ=", HttpStatusCode.OK, DisplayName = "anybody:secret")]
    [DataRow("Basic c2VjcmV0", HttpStatusCode.Unauthorized, DisplayName = "secret, without a user")]
    public async Task Token_WhereOneIsAskedFor_MustBeValid(string? authorization, HttpStatusCode status)
    {
        await using RunningHost host = await RunningHost.StartAsync([.. View, "--tokens", "secret"]);
        using ViewClient client = await ViewClient.OfAsync(host);

        foreach (string path in (string[])["/maps", "/maps/blue-marble/7/0/0", "/viewer.js"])
        {
            using HttpResponseMessage response =
                await client.GetAsync(path, authorization is null ? [] : [("Authorization", authorization)]);

            // Without npm there is no viewer.
            HttpStatusCode got = response.StatusCode == HttpStatusCode.NotImplemented ? HttpStatusCode.OK : response.StatusCode;
            Assert.AreEqual(status, got);
            Assert.AreEqual(status == HttpStatusCode.Unauthorized, response.Headers.WwwAuthenticate.Count == 1);
        }
    }

    [TestMethod]
    public async Task Streams_MoreThanACertificateMayHave_AreRefusedOnBothPortsTogether()
    {
        using var folder = new ScratchFolder();
        await using RunningHost host = await RunningHost.StartAsync(
            [.. View, "--client-limits", "streams=1", "--audit", folder["audit"]]);
        host.Process.ExpectWarning("refusal reason=client_streams");
        using ViewClient client = await ViewClient.OfAsync(host);
        await using IAsyncEnumerator<string> changes = client.ChangesAsync("blue-marble").GetAsyncEnumerator(TestContext.CancellationToken);
        Assert.IsTrue(await changes.MoveNextAsync().Patiently());

        using HttpResponseMessage more = await client.GetAsync("/maps/blue-marble/changes");
        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.ReadAsync(RunningHost.AreaOf(0, 0, 0, 0), new CallOptions(cancellationToken: TestContext.CancellationToken)));
        (HttpStatusCode tile, _) = await client.ReadAsync("/maps/blue-marble/7/0/0");

        Assert.AreEqual((HttpStatusCode.TooManyRequests, "1"), (more.StatusCode, more.Headers.RetryAfter?.ToString()));
        StringAssert.StartsWith(
            await more.Content.ReadAsStringAsync(TestContext.CancellationToken), "1 streams of this certificate", StringComparison.Ordinal);
        Assert.AreEqual(StatusCode.ResourceExhausted, e.StatusCode);
        Assert.AreEqual(HttpStatusCode.OK, tile);
        host.Process.Signal(Posix.SigTerm);
        Assert.AreEqual(0, await host.Process.WaitForExitAsync());
        StringAssert.Contains(
            await File.ReadAllTextAsync(folder["audit"], TestContext.CancellationToken),
            "\"event\":\"refused\",\"reason\":\"view\",\"method\":\"GET\",\"target\":\"/maps/blue-marble/changes\",\"status\":429",
            StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Changes_OfAHostThatStops_EndAtOnce()
    {
        await using RunningHost host = await RunningHost.StartAsync([.. View, "--drain", "1h"]);
        using ViewClient client = await ViewClient.OfAsync(host);
        await using IAsyncEnumerator<string> changes = client.ChangesAsync("blue-marble").GetAsyncEnumerator(TestContext.CancellationToken);
        Assert.IsTrue(await changes.MoveNextAsync().Patiently());

        host.Process.Signal(Posix.SigTerm);

        Assert.IsFalse(await changes.MoveNextAsync().Patiently(), "a clean end");
        Assert.AreEqual(0, await host.Process.WaitForExitAsync());
    }

    [TestMethod]
    public async Task Requests_OfTheViewingPort_AreMeasured()
    {
        await using RunningHost host = await RunningHost.StartAsync([.. View, "--metrics", "0"]);
        using ViewClient client = await ViewClient.OfAsync(host);
        await client.ReadAsync("/maps/blue-marble/7/0/0");
        await client.ReadAsync("/maps/blue-marble/7/99/0");

        (string, string)[] tile = [("http_route", "/maps/{map}/{z}/{x}/{y}"), ("satellite_map", "blue-marble")];
        Scrape scrape = await Scrape.UntilAsync(
            host.Process, it => it.Sum("satellite_view_duration_seconds_count", tile) == 2, TestContext.CancellationToken);

        Assert.AreEqual(1, scrape.Sum("satellite_view_duration_seconds_count", [.. tile, ("http_response_status_code", "404")]));
        Assert.AreEqual(1, scrape.Sum("satellite_images_total", [.. tile, ("http_response_status_code", "200")]));
    }

    [TestMethod]
    public async Task Paths_OfOnePort_AreNotOnTheOther()
    {
        await using RunningHost host = await RunningHost.StartAsync(View);
        using var channel = new HostClient(await ViewClient.AddressAsync(host.Process), host.Certificates, host.Certificates.Client);
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = HostClient.Tls(host.Certificates, host.Certificates.Client),
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, host.Process.Address + "/maps")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        await Assert.ThrowsExactlyAsync<RpcException>(
            () => channel.Satellite.GetImage(new Location(), TestContext.CancellationToken));
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.CancellationToken);

        Assert.AreEqual(HttpStatusCode.NotFound, response.StatusCode);
        Assert.HasCount(0, host.Process.CallLines);
    }

    [TestMethod]
    public async Task Port_ThatIsTaken_StopsTheStart()
    {
        using var certificates = new TestCertificates();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using HostProcess host = HostProcess.Run(
            ["--urls", "https://127.0.0.1:0", "--certs", certificates.Folder, "--view-urls", $"https://127.0.0.1:{port}"]);

        Assert.AreEqual(1, await host.WaitForExitAsync());
        StringAssert.EndsWith(
            Assert.ContainsSingle(host.Log), "choose another, such as --view-urls https://localhost:8444", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("8443", "https://localhost:8443")]
    [DataRow("https://127.0.0.1:0", "https://127.0.0.1:0")]
    [DataRow("https://*:8443,https://[::1]:1", "https://*:8443 https://[::1]:1")]
    public void Read_ViewUrls_AreOfLoopbackUnlessTold(string text, string addresses) =>
        Assert.AreEqual(addresses, string.Join(' ', Read(["--view-urls", text]).ViewUrls));

    [TestMethod]
    [DataRow("http://localhost:8443")]
    [DataRow("65536")]
    [DataRow("https://127.0.0.1:8443/maps")]
    public void Read_ViewUrlsThatCannotBe_AreRefused(string text) =>
        StringAssert.StartsWith(
            Refused(["--view-urls", text]), "--view-urls: expected a port such as 8443, of localhost", StringComparison.Ordinal);

    [TestMethod]
    public void Read_ViewUrls_AreNoneByDefault() => Assert.IsEmpty(Read().ViewUrls);
}
