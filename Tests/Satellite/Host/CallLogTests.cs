using System.Globalization;
using System.Text.Json;
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
            Assert.AreEqual("localhost", line["client"], "the first name of the certificate");
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

    [TestMethod]
    public async Task Calls_OfMapsNamedOrNot_HaveTheMapTheyWereServedFrom()
    {
        await using RunningHost host = await RunningHost.StartAsync();

        await host.Satellite.GetImage(new Location { X = 1 }, TestContext.CancellationToken);
        await host.Client.Catalog.GetMap(Sending.OnMap("blue-marble", TestContext.CancellationToken));
        await host.Client.Catalog.ListMaps(TestContext.CancellationToken);
        await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Satellite.GetImage(new Location { X = 2 }, Sending.OnMap("made-up", TestContext.CancellationToken)));

        Assert.AreEqual("earth-80x32", await MapOfAsync("/satellite.Satellite/GetImage area=(1,0) "));
        Assert.AreEqual("blue-marble", await MapOfAsync("/satellite.catalog.v1.Catalog/GetMap "));
        Assert.AreEqual("none", await MapOfAsync("/satellite.catalog.v1.Catalog/ListMaps "));
        Assert.AreEqual("none", await MapOfAsync("/satellite.Satellite/GetImage area=(2,0) "), "a client's words stay out of the log");

        async Task<string> MapOfAsync(string call) => CallLine.Parse(await host.Process.WaitForLogAsync($"call method={call}"))["map"];
    }

    [TestMethod]
    [DataRow("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736")]
    [DataRow("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", "4bf92f3577b34da6a3ce929d0e0e4736")]
    [DataRow("00-00000000000000000000000000000000-00f067aa0ba902b7-01", "none")]
    [DataRow("00-4bf92f3577b34da6a3ce929d0e0e473 -00f067aa0ba902b7-01", "none")]
    public async Task Calls_WithATraceparent_HaveItsTraceId(string traceparent, string expected)
    {
        await using RunningHost host = await RunningHost.StartAsync();

        await host.Satellite.GetImage(
            new Location(),
            new CallOptions(new Metadata { { "traceparent", traceparent } }, cancellationToken: TestContext.CancellationToken));

        Assert.AreEqual(expected, CallLine.Parse(await host.Process.WaitForLogAsync("call method="))["trace"]);
    }

    [TestMethod]
    public async Task Calls_InJson_HaveTheSameFieldsAsInText()
    {
        await using RunningHost host = await RunningHost.StartAsync("--log-format", "json");

        await host.ReadAsync(
            RunningHost.AreaOf(0, 0, 79, 31),
            new CallOptions(
                new Metadata { { "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" } },
                cancellationToken: TestContext.CancellationToken));

        JsonElement line = JsonDocument.Parse(await host.Process.WaitForLogAsync("/satellite.Satellite/GetImages")).RootElement;
        CollectionAssert.AreEqual(
            new[]
            {
                "time", "level", "category", "method", "area", "map", "images", "bytes", "status", "duration_ms", "client", "certificate",
                "peer", "trace",
            },
            line.EnumerateObject().Select(property => property.Name).ToArray());
        Assert.AreEqual("call", line.GetProperty("category").GetString());
        Assert.AreEqual("info", line.GetProperty("level").GetString());
        Assert.AreEqual("(0,0)-(79,31)", line.GetProperty("area").GetString());
        Assert.AreEqual("earth-80x32", line.GetProperty("map").GetString());
        Assert.AreEqual(2560, line.GetProperty("images").GetInt64());
        Assert.AreEqual("OK", line.GetProperty("status").GetString());
        Assert.IsGreaterThan(0, line.GetProperty("duration_ms").GetDouble());
        Assert.AreEqual("localhost", line.GetProperty("client").GetString());
        Assert.AreEqual(TestCertificates.Sha256(host.Certificates.Client), line.GetProperty("certificate").GetString());
        Assert.AreEqual("4bf92f3577b34da6a3ce929d0e0e4736", line.GetProperty("trace").GetString());
        Assert.IsTrue(host.Process.Log.All(text => text is ['{', .., '}']), "every line is JSON");
    }

    [GeneratedRegex(
        @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info call method=\S+ area=\S+ map=\S+ images=\d+ bytes=\d+ status=[A-Z_]+"
        + @" duration=\d+\.\d{3}ms client=\S+ certificate=[0-9a-f]{64} peer=ipv4:127\.0\.0\.1:\d+ trace=none$")]
    private static partial Regex Shape();
}
