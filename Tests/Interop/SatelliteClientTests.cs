using System.Text;
using Tests.Interop.Certificates;
using Tests.Interop.Harness;
using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>
/// What a client in another language, generated from the exported schema, sees of the Host over mutual TLS. One derived
/// class per language.
/// </summary>
public abstract class SatelliteClientTests : InteropTest
{
    private const string RightToken = "let-me-in";
    private const string WrongToken = "open-sesame";

    private Server? _host;

    private protected abstract Peer Peer { get; }

    [TestInitialize]
    public void RequirePeer() => Peer.Require(TestContext);

    private protected override void AssertLogIsClean() => Assert.AreEqual(
        "",
        string.Join('\n', _host?.Lines.Where(line => SatelliteHost.IsWarning(line) && !SatelliteHost.IsRefusedCertificate(line)) ?? []));

    [TestMethod]
    [DataRow(CertificateMaker.Satcli, "localhost")]
    [DataRow(CertificateMaker.Satcli, "127.0.0.1")]
    [DataRow(CertificateMaker.OpenSsl, "localhost")]
    [DataRow(CertificateMaker.OpenSsl, "0.0.0.0")]
    public async Task GetImage_CellsOfTheEarth_AreThoseOfTheMapFile(CertificateMaker maker, string name)
    {
        var host = await StartHostAsync(maker);

        var calls = await CallAsync($"{name}:{host.Port}", maker, "image:0,0", "image:79,31", "image:6,3", "image:0,31");

        var rows = await File.ReadAllLinesAsync(Repository.Earth, Cancellation);
        foreach (var call in calls)
        {
            Assert.AreEqual("OK", call.Status, call.Details);
            var image = call.Images.Single();
            Assert.AreEqual(rows[31 - image.Y][image.X].ToString(), Encoding.ASCII.GetString(image.Img));
        }

        CollectionAssert.AreEqual(
            new[] { (0, 0), (79, 31), (6, 3), (0, 31) },
            calls.Select(call => (call.Images[0].X, call.Images[0].Y)).ToArray());
    }

    [TestMethod]
    [DataRow(CertificateMaker.Satcli)]
    [DataRow(CertificateMaker.OpenSsl)]
    public async Task GetImages_WholeEarth_EqualsTheMapFile(CertificateMaker maker)
    {
        var host = await StartHostAsync(maker);

        var call = (await CallAsync(host.Target, maker, "area:0,0:79,31")).Single();

        Assert.AreEqual("OK", call.Status, call.Details);
        var cells = from y in Enumerable.Range(0, 32).Reverse() from x in Enumerable.Range(0, 80) select (x, y);
        CollectionAssert.AreEqual(
            cells.ToArray(),
            call.Images.Select(image => (image.X, image.Y)).ToArray(),
            "north to south, each row west to east");

        var lines = call.Images.Chunk(80).Select(row => row.SelectMany(image => image.Img).Append((byte)'\n'));
        CollectionAssert.AreEqual(await File.ReadAllBytesAsync(Repository.Earth, Cancellation), lines.SelectMany(line => line).ToArray());
    }

    [TestMethod]
    public async Task GetImages_InnerArea_IncludesBothCorners()
    {
        var host = await StartHostAsync(CertificateMaker.Satcli);

        var call = (await CallAsync(host.Target, CertificateMaker.Satcli, "area:10,4:12,5")).Single();

        Assert.AreEqual("OK", call.Status, call.Details);
        CollectionAssert.AreEqual(
            new[] { (10, 5), (11, 5), (12, 5), (10, 4), (11, 4), (12, 4) },
            call.Images.Select(image => (image.X, image.Y)).ToArray());
    }

    [TestMethod]
    [DataRow("image:80,0", "80")]
    [DataRow("image:0,32", "32")]
    [DataRow("image:-1,0", "-1")]
    [DataRow("area:0,0:79,32", "32")]
    [DataRow("area:12,5:10,4", "12")]
    public async Task Call_OutOfTheMap_IsOutOfRange(string request, string named)
    {
        var host = await StartHostAsync(CertificateMaker.Satcli);

        var call = (await CallAsync(host.Target, CertificateMaker.Satcli, request)).Single();

        Assert.AreEqual("OUT_OF_RANGE", call.Status, call.Details);
        Assert.IsEmpty(call.Images);
        StringAssert.Contains(call.Details, named);
    }

    [TestMethod]
    public async Task GetImages_SlowerThanItsDeadline_IsDeadlineExceeded()
    {
        // The first image comes at once, and the second would come a minute later.
        var host = await StartHostAsync(CertificateMaker.Satcli, "--send-delay", "1m");

        // The first call connects, so that the second one's deadline is spent on images.
        var calls = await CallAsync(host.Target, CertificateMaker.Satcli, "--timeout", "3", "image:0,0", "area:0,0:79,31");

        Assert.AreEqual("OK", calls[0].Status, calls[0].Details);
        Assert.AreEqual("DEADLINE_EXCEEDED", calls[1].Status, calls[1].Details);
        Assert.HasCount(1, calls[1].Images);
    }

    [TestMethod]
    [DataRow(null, "PERMISSION_DENIED")]
    [DataRow(WrongToken, "PERMISSION_DENIED")]
    [DataRow(RightToken, "OK")]
    public async Task Call_HostWithTokens_NeedsAValidOne(string? token, string expected)
    {
        var host = await StartHostAsync(CertificateMaker.Satcli, "--tokens", $"another,{RightToken}");

        string[] option = token is null ? [] : ["--token", token];
        var calls = await CallAsync(host.Target, CertificateMaker.Satcli, [.. option, "image:0,0", "area:0,0:1,1"]);

        foreach (var call in calls)
        {
            Assert.AreEqual(expected, call.Status, call.Details);
            Assert.IsFalse(call.Details.Contains(WrongToken, StringComparison.Ordinal), "a token is never echoed");
            Assert.AreEqual(expected == "OK", call.Images.Count > 0);
        }
    }

    [TestMethod]
    public async Task Call_NoServer_IsUnavailable()
    {
        using var nobody = new UnusedPort();

        var calls = await CallAsync($"localhost:{nobody.Number}", CertificateMaker.Satcli, "image:0,0", "area:0,0:1,1");

        Assert.HasCount(2, calls);
        foreach (var call in calls)
        {
            Assert.AreEqual("UNAVAILABLE", call.Status, call.Details);
            Assert.IsEmpty(call.Images);
        }
    }

    [TestMethod]
    [DataRow(CertificateMaker.Satcli)]
    [DataRow(CertificateMaker.OpenSsl)]
    public async Task Call_CertificateOfAnotherCa_RunsNoHandler(CertificateMaker maker)
    {
        var host = await StartHostAsync(maker);

        // A peer may take the refusal, which TLS 1.3 tells late, for a broken connection and dial until its deadline.
        var rogue = PeerCall.Parse(await RunAsync(await Peer.ClientAsync(
            "--server", host.Target, "--certs", await CertificateFolder.RogueAsync(maker), "--timeout", "2", "image:0,0", "area:0,0:1,1")));
        foreach (var call in rogue)
        {
            Assert.AreNotEqual("OK", call.Status);
            Assert.IsEmpty(call.Images);
        }

        Assert.HasCount(2, rogue);
        await host.LineAsync("a refused certificate", SatelliteHost.IsRefusedCertificate, Cancellation);

        // A call that is allowed shows that the log tells of calls.
        var trusted = (await CallAsync(host.Target, maker, "image:5,6")).Single();
        await host.CallAsync(Cancellation);
        Assert.AreEqual("OK", trusted.Status, trusted.Details);
        Assert.HasCount(1, host.Calls, $"only the trusted client's call may be in the log\n{host.Transcript}");
    }

    private async Task<Server> StartHostAsync(CertificateMaker maker, params IEnumerable<string> options) =>
        _host = await Server.ListeningAsync(
            Start(SatelliteHost.Command(await CertificateFolder.OfAsync(maker), options)), SatelliteHost.IsCall, Cancellation);

    private async Task<IReadOnlyList<PeerCall>> CallAsync(string target, CertificateMaker maker, params IEnumerable<string> arguments) =>
        PeerCall.Parse(await RunAsync(await Peer.ClientAsync(
            ["--server", target, "--certs", await CertificateFolder.OfAsync(maker), .. arguments])));
}
