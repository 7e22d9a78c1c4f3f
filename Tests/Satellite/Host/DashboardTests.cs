using System.Text.Json;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>The dashboard for Grafana: whatever its queries name is there in what a Host serves to Prometheus.</summary>
[TestClass]
public sealed class DashboardTests
{
    private static readonly string Dashboard = Path.Combine(AppContext.BaseDirectory, "deploy", "grafana-dashboard.json");

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Queries_AfterTrafficOfEveryKind_NameWhatAHostServes()
    {
        PostgresServer server = await SharedPostgres.GetAsync(TestContext);
        using var folder = new ScratchFolder();
        string berlin = await server.CreateDatabaseAsync("#create=4x4,txt");
        await using RunningHost host = await RunningHost.StartWritableAsync(
            "--metrics", "0", "--map", $"berlin={berlin}", "--map", $"{folder["file.mbtiles"]}#create=4x4,txt", "--send-delay", "100ms");
        host.Process.ExpectWarning("handshake rejected");
        await MakeTrafficAsync(host);
        Scrape scrape = await Scrape.UntilAsync(
            host.Process,
            it => it.Sum("satellite_handshake_failures_total") > 0 && it.Samples.Any(sample => sample.Labels.ContainsKey("error_type")
                && sample.Name == "rpc_server_call_duration_seconds_count"),
            TestContext.CancellationToken);

        using JsonDocument dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(Dashboard, TestContext.CancellationToken));
        string[] queries = [.. QueriesOf(dashboard.RootElement)];

        Assert.IsGreaterThan(30, queries.Length);
        string[] missing = [.. queries.SelectMany(query => PromQuery.Missing(query, scrape))];
        Assert.HasCount(0, missing, string.Join('\n', missing));
        AssertFinds(scrape, "sum(rate(satellite_made_up_total[5m]))", "no metric satellite_made_up_total");
        AssertFinds(scrape, """satellite_watchers{satellite_map=~".*", made_up="x"}""", "no label made_up on satellite_watchers");
        AssertFinds(scrape, "sum by (made_up) (satellite_watchers)", "no label made_up on satellite_watchers");
        AssertFinds(scrape, "label_values(satellite_watchers, made_up)", "no label made_up on satellite_watchers");
        AssertFinds(scrape, "vector(1)", "no metric in: vector(1)");
    }

    private static void AssertFinds(Scrape scrape, string query, string expected) =>
        StringAssert.StartsWith(Assert.ContainsSingle(PromQuery.Missing(query, scrape)), expected, StringComparison.Ordinal);

    // Queries of panels are "expr", those of variables "query" with a "refId".
    private static IEnumerable<string> QueriesOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(QueriesOf),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => property switch
        {
            { Name: "expr" } => [property.Value.GetString()!],
            { Name: "query", Value.ValueKind: JsonValueKind.String } when json.TryGetProperty("refId", out _) =>
                [property.Value.GetString()!],
            _ => QueriesOf(property.Value),
        }),
        _ => [],
    };

    private async Task MakeTrafficAsync(RunningHost host)
    {
        CancellationToken cancellationToken = TestContext.CancellationToken;
        foreach (string map in new[] { "berlin", "file" })
        {
            CallContext onMap = Sending.OnMap(map, cancellationToken);
            await host.Client.Archive.PutAsync(Sending.Full(4, 4, "a"), onMap);
            await host.Satellite.GetImage(new Location { X = 1, Y = 1 }, onMap);
            await host.ReadAsync(RunningHost.AreaOf(0, 0, 3, 3), onMap);
            await host.Client.Catalog.GetMap(onMap);
        }

        await using (Watching watch = Watching.Start(host.Client, cancellationToken))
        {
            await watch.NextAsync();
        }

        await Assert.ThrowsExactlyAsync<RpcException>(() => host.Satellite.GetImage(new Location { X = 9 }, cancellationToken));
        Assert.AreEqual(StatusCode.DeadlineExceeded, await RawCall.GetImagesAsync(host, "100m", cancellationToken));
        using var rogue = new TestCertificates();
        using var client = new HostClient(host.Process.Address, host.Certificates, rogue.Client);
        await Assert.ThrowsExactlyAsync<RpcException>(() => client.Satellite.GetImage(new Location(), cancellationToken));
    }
}
