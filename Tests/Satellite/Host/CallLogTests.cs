using System.Globalization;
using System.Text.RegularExpressions;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

[TestClass]
public sealed partial class CallLogTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Calls_OfEachKind_AreOneLineEach()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        string certificate = TestCertificates.Sha256(host.Certificates.Client);

        await host.ReadAsync(RunningHost.AreaOf(0, 0, 79, 31), TestContext.CancellationToken);
        await AssertLineAsync("/satellite.Satellite/GetImages", "(0,0)-(79,31)", 2560, "OK");

        await host.Satellite.GetImage(new Location { X = 3, Y = 4 }, TestContext.CancellationToken);
        await AssertLineAsync("/satellite.Satellite/GetImage", "(3,4)", 1, "OK");

        await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Satellite.GetImage(new Location { X = 80 }, TestContext.CancellationToken));
        await AssertLineAsync("/satellite.Satellite/GetImage", "(80,0)", 0, "OUT_OF_RANGE");

        await Assert.ThrowsExactlyAsync<RpcException>(() => host.ReadAsync(new Area(), TestContext.CancellationToken));
        await AssertLineAsync("/satellite.Satellite/GetImages", "(none)-(none)", 0, "INVALID_ARGUMENT");

        await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.ReadAsync(new Area { LowerLeft = new Location { X = 1, Y = 2 } }, TestContext.CancellationToken));
        await AssertLineAsync("/satellite.Satellite/GetImages", "(1,2)-(none)", 0, "INVALID_ARGUMENT");

        await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.ReadAsync(RunningHost.AreaOf(-1, 0, 80, 31), TestContext.CancellationToken));
        await AssertLineAsync("/satellite.Satellite/GetImages", "(-1,0)-(80,31)", 0, "OUT_OF_RANGE");

        await host.Client.Catalog.GetMap(TestContext.CancellationToken);
        await AssertLineAsync("/satellite.catalog.v1.Catalog/GetMap", "none", 0, "OK");

        Assert.HasCount(7, host.Process.CallLines);

        async Task AssertLineAsync(string method, string area, int images, string status)
        {
            string text = await host.Process.WaitForLogAsync($"call method={method} area={area} ");
            CallLine line = CallLine.Parse(text);
            Assert.MatchesRegex(Shape(), text);
            Assert.AreEqual(images.ToString(CultureInfo.InvariantCulture), line["images"]);
            Assert.AreEqual(status, line["status"]);
            Assert.AreEqual(certificate, line["certificate"]);
            Assert.AreEqual(line["images"], line["bytes"], text);
        }
    }

    [TestMethod]
    public async Task Calls_WithTheirLevelOff_AreNotLogged()
    {
        using var certificates = new TestCertificates();
        var environment = new Dictionary<string, string> { ["Logging__LogLevel__call"] = "None" };
        await using HostProcess process = HostProcess.Run(["--urls", "https://127.0.0.1:0", "--certs", certificates.Folder], environment);
        string address = (await process.WaitForOutputAsync("listening on "))["listening on ".Length..];
        using var client = new HostClient(address, certificates, certificates.Client);

        await client.Satellite.GetImage(new Location(), TestContext.CancellationToken);
        process.Signal(Posix.SigTerm);

        Assert.AreEqual(0, await process.WaitForExitAsync());
        Assert.HasCount(0, process.CallLines);
    }

    [GeneratedRegex(
        @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info call method=\S+ area=\S+ images=\d+ bytes=\d+ status=[A-Z_]+"
        + @" duration=\d+\.\d{3}ms certificate=[0-9a-f]{64} peer=ipv4:127\.0\.0\.1:\d+$")]
    private static partial Regex Shape();
}
