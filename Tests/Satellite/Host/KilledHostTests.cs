using System.Globalization;
using CodeFirstSatellite.Contracts;
using Grpc.Net.Client.Configuration;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Hosts that are killed, one after the other, under callers with retries and without.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class KilledHostTests : IDisposable
{
    // docs/security.md has the figures of 100.
    private const string KillsVariable = "SATELLITE_KILLS";
    private const int UsualKills = 8;
    private const int Attempts = 500;

    private readonly ScratchFolder _folder = new();
    private readonly TestCertificates _certificates = new();

    public TestContext TestContext { get; set; } = null!;

    private string Map => _folder["map.mbtiles"];

    public void Dispose()
    {
        _folder.Dispose();
        _certificates.Dispose();
    }

    [TestMethod]
    [Timeout(1_800_000, CooperativeCancellation = true)]
    public async Task Calls_HostsKilledUnderRetries_AllSucceedAndNothingIsLost()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable(KillsVariable), CultureInfo.InvariantCulture, out int wanted)
            ? wanted
            : UsualKills;
        var random = new Random(1);
        await using HostsInTurn hosts = await StartAsync();
        using HostClient client = Connect(hosts, Retries());
        using var work = new UnbrokenWork(client, TestContext.CancellationToken);

        for (int kill = 0; kill < kills; kill++)
        {
            await work.GoOnAsync(random.Next(1, 100));
            await hosts.KillAsync();
        }

        await work.FinishAsync();
        await work.GetAreaAsync();
        TestContext.WriteLine(
            $"{kills} kills: " + string.Join(", ", Enum.GetValues<UnbrokenWork.Kind>().Select(kind => $"{kind} {work.Done(kind)}")));
        Assert.IsGreaterThan(kills, work.Done(UnbrokenWork.Kind.Batch));
        Assert.AreEqual("ok", Assert.ContainsSingle(TileSetMaker.Read(Map, "PRAGMA integrity_check")));
    }

    /// <summary>The control: the kills do hit calls.</summary>
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Calls_HostKilledWithoutRetries_AreLost()
    {
        await using HostsInTurn hosts = await StartAsync();
        using HostClient client = Connect(hosts, new GrpcChannelOptions());
        using var work = new UnbrokenWork(client, TestContext.CancellationToken);
        await work.GoOnAsync(20);

        await hosts.KillAsync();

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(work.FinishAsync);
        Assert.AreEqual(StatusCode.Unavailable, e.StatusCode, e.Status.Detail);
    }

    private static GrpcChannelOptions Retries() => new()
    {
        MaxRetryAttempts = Attempts,
        ServiceConfig = new ServiceConfig
        {
            MethodConfigs =
            {
                new MethodConfig
                {
                    Names = { MethodName.Default },
                    RetryPolicy = new RetryPolicy
                    {
                        MaxAttempts = Attempts,
                        InitialBackoff = TimeSpan.FromMilliseconds(20),
                        MaxBackoff = TimeSpan.FromMilliseconds(300),
                        BackoffMultiplier = 2,
                        RetryableStatusCodes = { StatusCode.Unavailable },
                    },
                },
            },
        },
    };

    private HostClient Connect(HostsInTurn hosts, GrpcChannelOptions options) =>
        new(hosts.Address, _certificates, _certificates.Client, options: options);

    private Task<HostsInTurn> StartAsync()
    {
        TileSetMaker.Make(Map, TileSetMaker.Full(4, UnbrokenWork.Side, UnbrokenWork.Side));
        return HostsInTurn.StartAsync(_certificates, "--map", Map, "--writers", TestCertificates.Sha256(_certificates.Client));
    }
}
