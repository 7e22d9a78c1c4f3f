using Tests.Interop.Certificates;
using Tests.Interop.Harness;
using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>satcli against a server in Go that was generated from the exported satellite.proto and knows no Catalog.</summary>
[TestClass]
public sealed class GoServerTests : InteropTest
{
    private const string Token = "let-me-in";

    [TestInitialize]
    public void RequirePeer() => new GoPeer().Require(TestContext);

    [TestMethod]
    [DataRow(CertificateMaker.Satcli)]
    [DataRow(CertificateMaker.OpenSsl)]
    public async Task GetArea_WithoutCornersOfAServerWithoutCatalog_TakesTheEarthAndSaysSo(CertificateMaker maker)
    {
        var server = await StartServerAsync(maker);

        var satcli = await SatcliAsync(server.Url, await CertificateFolder.OfAsync(maker), "get-area");

        Assert.AreEqual(0, satcli.ExitCode, satcli.ToString());
        CollectionAssert.AreEqual(await File.ReadAllBytesAsync(Repository.Earth, Cancellation), satcli.Output);
        StringAssert.Contains(satcli.Error, "80x32");
    }

    [TestMethod]
    [DataRow(CertificateMaker.Satcli, "localhost")]
    [DataRow(CertificateMaker.Satcli, "127.0.0.1")]
    [DataRow(CertificateMaker.OpenSsl, "localhost")]
    [DataRow(CertificateMaker.OpenSsl, "0.0.0.0")]
    public async Task GetImage_OneCell_IsThatOfTheMapFile(CertificateMaker maker, string name)
    {
        var server = await StartServerAsync(maker);

        var satcli = await SatcliAsync(
            $"https://{name}:{server.Port}",
            await CertificateFolder.OfAsync(maker),
            "get-image",
            "--x", "0",
            "--y", "0",
            "--format", "raw");

        Assert.AreEqual(0, satcli.ExitCode, satcli.ToString());
        Assert.AreEqual("%", satcli.OutputText);
    }

    [TestMethod]
    public async Task GetImage_OutOfTheMap_ShowsTheServersStatus()
    {
        var server = await StartServerAsync(CertificateMaker.Satcli);

        var satcli = await SatcliAsync(
            server.Url,
            await CertificateFolder.OfAsync(CertificateMaker.Satcli),
            "get-image",
            "--x", "-1",
            "--y", "0");

        Assert.AreEqual(1, satcli.ExitCode, satcli.ToString());
        StringAssert.Contains(satcli.Error, "OUT_OF_RANGE: (-1, 0) is not on the map of 80x32 cells");
        Assert.AreEqual("", satcli.OutputText);
    }

    [TestMethod]
    public async Task GetArea_SlowerThanItsDeadline_IsDeadlineExceeded()
    {
        var server = await StartServerAsync(CertificateMaker.Satcli, "--send-delay", "50ms");

        var satcli = await SatcliAsync(
            server.Url,
            await CertificateFolder.OfAsync(CertificateMaker.Satcli),
            "get-area",
            "--ll", "0,0",
            "--ur", "79,31",
            "--deadline", "1s");

        Assert.AreEqual(1, satcli.ExitCode, satcli.ToString());
        StringAssert.Contains(satcli.Error, "DEADLINE_EXCEEDED");
    }

    [TestMethod]
    [DataRow("open-sesame", 1, "PERMISSION_DENIED")]
    [DataRow(Token, 0, "")]
    public async Task GetImage_ServerThatWantsAToken_SendsTheGivenOne(string token, int exitCode, string said)
    {
        var server = await StartServerAsync(CertificateMaker.Satcli, "--token", Token);

        var satcli = await SatcliAsync(
            server.Url, await CertificateFolder.OfAsync(CertificateMaker.Satcli), "get-image", "--x", "0", "--y", "0", "--token", token);

        Assert.AreEqual(exitCode, satcli.ExitCode, satcli.ToString());
        StringAssert.Contains(satcli.Error, said);
    }

    [TestMethod]
    public async Task GetImage_NoServer_ExitsWithThree()
    {
        using var nobody = new UnusedPort();

        var satcli = await SatcliAsync(
            $"https://localhost:{nobody.Number}",
            await CertificateFolder.OfAsync(CertificateMaker.Satcli),
            "get-image",
            "--x", "0",
            "--y", "0");

        Assert.AreEqual(3, satcli.ExitCode, satcli.ToString());
        Assert.AreEqual("", satcli.OutputText);
    }

    [TestMethod]
    [DataRow(CertificateMaker.Satcli)]
    [DataRow(CertificateMaker.OpenSsl)]
    public async Task GetImage_CertificateOfAnotherCa_RunsNoHandlerAndBlamesTheCertificate(CertificateMaker maker)
    {
        var server = await StartServerAsync(maker);

        var rogue = await SatcliAsync(server.Url, await CertificateFolder.RogueAsync(maker), "get-image", "--x", "0", "--y", "0");

        Assert.AreEqual(3, rogue.ExitCode, rogue.ToString());
        StringAssert.Contains(rogue.Error, "client certificate");
        await server.LineAsync(
            "a refused certificate", line => line.Contains("failed to verify client certificate", StringComparison.Ordinal), Cancellation);

        // A call that is allowed shows that the log tells of calls.
        var trusted = await SatcliAsync(server.Url, await CertificateFolder.OfAsync(maker), "get-image", "--x", "0", "--y", "0");
        await server.CallAsync(Cancellation);
        Assert.AreEqual(0, trusted.ExitCode, trusted.ToString());
        Assert.HasCount(1, server.Calls, $"only the trusted client's call may be in the log\n{server.Transcript}");
    }

    private static bool IsCall(string line) => line.StartsWith("call ", StringComparison.Ordinal);

    private async Task<Server> StartServerAsync(CertificateMaker maker, params IEnumerable<string> options) =>
        await Server.ListeningAsync(
            Start(await GoPeer.ServerAsync(["--certs", await CertificateFolder.OfAsync(maker), "--map", Repository.Earth, .. options])),
            IsCall,
            Cancellation);

    private Task<FinishedProgram> SatcliAsync(string server, string certificates, string command, params IEnumerable<string> options) =>
        RunAsync(Satcli.Command([command, "--server", server, "--certs", certificates, .. options]));
}
