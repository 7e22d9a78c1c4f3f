using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

[TestClass]
public sealed class GetImageTests
{
    private static SatcliOnHost _satcli = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _satcli = await SatcliOnHost.StartAsync();

    [ClassCleanup]
    public static async Task StopAsync() => await _satcli.DisposeAsync();

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("get-image --x 6 --y 0", "%\n", DisplayName = "readable")]
    [DataRow("get-image --x 6 --y 0 --format text", "%\n", DisplayName = "text")]
    [DataRow("get-image --x 6 --y 0 --format raw", "%", DisplayName = "raw")]
    [DataRow("get-image --x 6 --y 0 --format json", "{\"x\":6,\"y\":0,\"img\":\"JQ==\"}\n", DisplayName = "json")]
    public async Task GetImage_OfText_IsWrittenAsAsked(string arguments, string expected)
    {
        SatcliProcess.Result result = await _satcli.RunAsync(arguments);
        result.Expect(0);
        Assert.AreEqual(expected, result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetImage_IntoAFile_IsTheImagesBytes()
    {
        (await _satcli.RunAsync("get-image --x 6 --y 0 -o cell")).Expect(0);
        Assert.AreEqual("%", await File.ReadAllTextAsync(_satcli.Folder["cell"]));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Verbose_Call_NamesBothCertificatesOnStderr()
    {
        SatcliProcess.Result result = await _satcli.RunAsync("get-image --x 6 --y 0 --verbose");
        result.Expect(0).ExpectError(TestCertificates.Sha256(_satcli.Certificates.Client).ToUpperInvariant()).ExpectError("Tls13");
        Assert.AreEqual("%\n", result.Output);
    }
}
