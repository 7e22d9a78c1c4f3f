using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>What the Host sends to a collector.</summary>
[TestClass]
public sealed class OtlpTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallersSpan = "00f067aa0ba902b7";
    private const string Grpc = "grpc";
    private const string Http = "http/protobuf";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(Grpc)]
    [DataRow(Http)]
    public async Task Call_OfATracedCaller_IsASpanALogRecordAndMetrics(string protocol)
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using RunningHost host = await RunningHost.StartAsync(
            new TestCertificates(),
            new Dictionary<string, string>(collector.Environment(protocol)) { ["OTEL_SERVICE_NAME"] = "berlin-host" });

        await host.ReadAsync(RunningHost.AreaOf(0, 0, 79, 31), Traced("01"));

        OtlpSpan span = await WaitAsync(collector.Spans, it => Hex(it.TraceId) == Trace);
        Assert.AreEqual(CallersSpan, Hex(span.ParentSpanId));
        Assert.AreEqual("satellite.Satellite/GetImages", span.Name);
        Assert.AreEqual(OtlpSpan.ServerKind, span.Kind);
        Assert.AreEqual(0, span.Status.Code);
        AssertHas(span.Attributes, "rpc.system.name=grpc");
        AssertHas(span.Attributes, "rpc.method=satellite.Satellite/GetImages");
        AssertHas(span.Attributes, "rpc.response.status_code=OK");
        AssertHas(span.Attributes, "satellite.map=earth-80x32");
        AssertHas(span.Attributes, "satellite.images=2560");

        OtlpLogRecord record = await WaitAsync(collector.Logs, it => it.Attributes.Exists(a => a.Key == "method"));
        Assert.AreEqual((Trace, Hex(span.SpanId)), (Hex(record.TraceId), Hex(record.SpanId)));
        AssertHas(record.Attributes, "map=earth-80x32");
        AssertHas(record.Attributes, "images=2560");
        AssertHas(record.Attributes, "client=localhost");
        StringAssert.StartsWith(record.Body.Text, "method=/satellite.Satellite/GetImages ", StringComparison.Ordinal);
        Assert.IsFalse(
            collector.Logs.Items.Any(it => $"{it}".Contains("Request starting", StringComparison.Ordinal)), "levels are as in the log");

        foreach (string metric in new[] { "rpc.server.call.duration", "satellite.images", "kestrel.active_connections" })
        {
            await WaitAsync(collector.Metrics, it => it.Name == metric);
        }

        foreach (OtlpResource resource in collector.Resources.Items)
        {
            AssertHas(resource.Attributes, "service.name=berlin-host");
        }

        Assert.AreEqual(Trace, CallLine.Parse(await host.Process.WaitForLogAsync("call method="))["trace"]);
    }

    [TestMethod]
    public async Task Call_OfACallerWithoutATrace_BeginsOne()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using RunningHost host = await StartAsync(collector);

        await host.Satellite.GetImage(new Location(), TestContext.CancellationToken);

        OtlpSpan span = await WaitAsync(collector.Spans, _ => true);
        Assert.AreEqual("", Hex(span.ParentSpanId));
        Assert.AreEqual(Hex(span.TraceId), CallLine.Parse(await host.Process.WaitForLogAsync("call method="))["trace"]);
    }

    [TestMethod]
    public async Task Call_ThatFails_IsAnErrorOnlyIfTheServerIsAtFault()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using RunningHost host = await StartAsync(collector, "--send-delay", "1m");

        await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.ReadAsync(RunningHost.AreaOf(0, 0, 80, 0), TestContext.CancellationToken));
        Assert.AreEqual(StatusCode.DeadlineExceeded, await RawCall.GetImagesAsync(host, "100m", TestContext.CancellationToken));

        OtlpSpan mistake = await WaitForStatusAsync("OUT_OF_RANGE");
        Assert.AreEqual(0, mistake.Status.Code);
        Assert.IsFalse(mistake.Attributes.Exists(attribute => attribute.Key == "error.type"));
        OtlpSpan failure = await WaitForStatusAsync("DEADLINE_EXCEEDED");
        Assert.AreEqual(OtlpStatus.Error, failure.Status.Code);
        AssertHas(failure.Attributes, "error.type=DEADLINE_EXCEEDED");

        Task<OtlpSpan> WaitForStatusAsync(string status) =>
            WaitAsync(collector.Spans, it => it.Attributes.Exists(a => $"{a}" == $"rpc.response.status_code={status}"));
    }

    [TestMethod]
    public async Task Call_OfACallerThatIsNotSampled_IsNoSpan()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using RunningHost host = await StartAsync(collector);

        await host.Satellite.GetImage(new Location { X = 1 }, Traced("00"));
        await host.Satellite.GetImage(new Location { X = 2 }, TestContext.CancellationToken);

        OtlpSpan only = await WaitAsync(collector.Spans, _ => true);
        Assert.AreNotEqual(Trace, Hex(only.TraceId));
        Assert.AreEqual(Trace, CallLine.Parse(await host.Process.WaitForLogAsync("area=(1,0) "))["trace"]);
    }

    [TestMethod]
    public async Task Fault_OfAClient_IsInformation()
    {
        // Kestrel's words for what it calls critical.
        const string Fault = "exceeded the output operations maximum queue size";
        using var folder = new Cli.ScratchFolder();
        RapidResets.WriteMap(folder["large.txt"]);
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using RunningHost host = await StartAsync(
            collector, "--map", folder["large.txt"], "--limits", "connections=none", "--client-limits", "connections=none");
        host.Process.ExpectWarning("refusal reason=");

        while (!host.Process.Log.Any(line => line.Contains(Fault, StringComparison.Ordinal)))
        {
            await RapidResets.SendUntilCutAsync(host, RapidResets.Streams);
            TestContext.CancellationToken.ThrowIfCancellationRequested();
        }

        OtlpLogRecord record = await WaitAsync(collector.Logs, it => it.Body.Text?.Contains(Fault, StringComparison.Ordinal) == true);
        Assert.IsLessThan(OtlpLogRecord.Warning, record.Severity);
        Assert.IsGreaterThan(0, record.Severity);
    }

    [TestMethod]
    public async Task Query_OfACallToPostgres_IsASpanBelowTheCalls()
    {
        PostgresServer server = await SharedPostgres.GetAsync(TestContext);
        string database = await server.CreateDatabaseAsync("#create=4x4,txt");
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using RunningHost host = await StartAsync(collector, "--map", database);

        await Assert.ThrowsExactlyAsync<RpcException>(() => host.Satellite.GetImage(new Location(), Traced("01")), "there is no image");

        OtlpSpan call = await WaitAsync(collector.Spans, it => it.Name == "satellite.Satellite/GetImage");
        OtlpSpan query = await WaitAsync(collector.Spans, it => Hex(it.ParentSpanId) == Hex(call.SpanId));
        Assert.AreEqual(Trace, Hex(query.TraceId));
        AssertHas(query.Attributes, "db.system.name=postgresql");
    }

    [TestMethod]
    public async Task Signals_ThatAreLeftOut_AreNotSent()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        var environment = new Dictionary<string, string>(collector.Environment(Http))
        {
            ["OTEL_TRACES_EXPORTER"] = "none",
            ["OTEL_LOGS_EXPORTER"] = "none",
        };
        await using (RunningHost host = await RunningHost.StartAsync(new TestCertificates(), environment))
        {
            await host.Satellite.GetImage(new Location(), TestContext.CancellationToken);
            await WaitAsync(collector.Metrics, it => it.Name == "rpc.server.call.duration");
            Assert.AreEqual("none", CallLine.Parse(await host.Process.WaitForLogAsync("call method="))["trace"]);
            host.Process.Signal(Posix.SigTerm);
            await host.Process.WaitForExitAsync();
        }

        Assert.HasCount(0, collector.Spans.Items);
        Assert.HasCount(0, collector.Logs.Items);
    }

    [TestMethod]
    public async Task Stop_WithSpansNotYetSent_SendsThem()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        var environment = new Dictionary<string, string>(collector.Environment(Grpc)) { ["OTEL_BSP_SCHEDULE_DELAY"] = "600000" };
        await using RunningHost host = await RunningHost.StartAsync(new TestCertificates(), environment);

        await host.Satellite.GetImage(new Location(), TestContext.CancellationToken);
        host.Process.Signal(Posix.SigTerm);

        Assert.AreEqual(0, await host.Process.WaitForExitAsync());
        Assert.ContainsSingle(collector.Spans.Items);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow(new string[0], false)]
    [DataRow(new[] { "--metrics", "0" }, true, DisplayName = "control")]
    public async Task Host_WithoutTelemetry_LoadsNothingOfIt(string[] args, bool isLoaded)
    {
        // A native program has everything in one file.
        using var certificates = new TestCertificates();
        await using HostProcess host = HostProcess.Run(
            Programs.BuiltHost, ["--urls", "https://127.0.0.1:0", "--certs", certificates.Folder, .. args]);
        await host.WaitUntilItListensAsync();
        using var client = new HostClient(host.Address, certificates, certificates.Client);
        await client.Satellite.GetImage(new Location(), TestContext.CancellationToken);

        string files = await File.ReadAllTextAsync($"/proc/{host.Id}/maps", TestContext.CancellationToken);

        StringAssert.Contains(files, "CodeFirstSatellite.Host.dll", StringComparison.Ordinal);
        Assert.AreEqual(isLoaded, files.Contains("OpenTelemetry", StringComparison.Ordinal));
    }

    private static Task<RunningHost> StartAsync(OtlpCollector collector, params string[] args)
    {
        // The switch goes before the variable.
        Dictionary<string, string> environment = collector.Environment(Grpc);
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
        return RunningHost.StartAsync(new TestCertificates(), environment, ["--otlp", collector.Address(Grpc), .. args]);
    }

    private static Task<T> WaitAsync<T>(Arrivals<T> arrivals, Predicate<T> isIt) => arrivals.WaitForAsync(isIt, Waiting.Patience);

    private static string Hex(byte[] id) => Convert.ToHexStringLower(id);

    private static void AssertHas(List<OtlpAttribute> attributes, string expected) =>
        CollectionAssert.Contains(attributes.ConvertAll(attribute => attribute.ToString()), expected);

    private CallOptions Traced(string flags) => new(
        new Metadata { { "traceparent", $"00-{Trace}-{CallersSpan}-{flags}" } }, cancellationToken: TestContext.CancellationToken);
}
