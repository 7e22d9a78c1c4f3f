using System.Net.Sockets;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>How many connections there may be, and that nobody can keep them for himself.</summary>
[TestClass]
public sealed class ConnectionLimitTests
{
    private const int Attempts = 150;
    private const int SilentConnections = 1_100;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Places_OfClientsThatResetStreamsAtOnce_ComeBack()
    {
        using var folder = new Cli.ScratchFolder();
        RapidResets.WriteMap(folder["large.txt"]);
        await using RunningHost host = await RunningHost.StartAsync(
            new TestCertificates(),
            new Dictionary<string, string> { ["Logging__LogLevel__call"] = "None" },
            "--limits",
            "connections=2",
            "--map",
            folder["large.txt"]);
        host.Process.ExpectWarning("refusal reason=");

        // Kestrel does not get over some of these connections: dotnet/aspnetcore#51307.
        for (int i = 0; i < Attempts; i++)
        {
            await RapidResets.SendUntilCutAsync(host, RapidResets.Streams);
        }

        using var other = new HostClient(host.Process.Address, host.Certificates, host.Certificates.Client);
        await GetAnImageAsync(host.Client);
        await GetAnImageAsync(other);
    }

    [TestMethod]
    public async Task SilentConnections_MoreThanConnectionsMayBe_KeepNobodyOut()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        host.Process.ExpectWarning("refusal reason=handshakes");
        var silent = new List<Socket>();
        try
        {
            for (int i = 0; i < SilentConnections; i++)
            {
                silent.Add(await RapidResets.DialAsync(host));
            }

            await GetAnImageAsync(host.Client, retries: false);
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }

        await host.Process.WaitForLogAsync(" in a second");
        Assert.IsLessThan(200, host.Process.Log.Count, "a flood of the same has few lines");
    }

    [TestMethod]
    public async Task Connections_MoreThanThereMayBe_AreClosedUntilOneLeaves()
    {
        await using RunningHost host = await RunningHost.StartAsync("--limits", "connections=1", "--metrics", "0");
        host.Process.ExpectWarning("refusal reason=");
        await GetAnImageAsync(host.Client);
        using var other = new HostClient(host.Process.Address, host.Certificates, host.Certificates.Client);

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(() => GetAnImageAsync(other, retries: false));

        Assert.Contains(e.StatusCode, (StatusCode[])[StatusCode.Unavailable, StatusCode.Internal]);
        Scrape scrape = await Scrape.OfAsync(host.Process, TestContext.CancellationToken);
        Assert.IsGreaterThan(0, scrape.Sum("satellite_refusals_total", ("satellite_reason", "connections")));
        host.Client.Dispose();
        await GetAnImageAsync(other);
    }

    [TestMethod]
    public async Task Connection_ThatIsOld_IsEndedAfterItsCalls()
    {
        await using RunningHost host = await RunningHost.StartAsync("--connection-age", "1s", "--send-delay", "2s");
        await using Http2.RawConnection raw = await Http2.RawConnection.OpenAsync(
            host.Process.Address, HostClient.Tls(host.Certificates, host.Certificates.Client));

        // From (0, 0) to (1, 0): the second image comes when the connection is old.
        Http2.RawEnd call = await raw.CallAsync("/satellite.Satellite/GetImages", [0, 0, 0, 0, 6, 0x0A, 0, 0x12, 2, 0x08, 1]);

        Assert.AreEqual(("0", 2), (call.Status, call.Messages.Count()));
        Assert.AreEqual(0, await raw.EndAsync(), "GOAWAY with NO_ERROR");
    }

    [TestMethod]
    public async Task Connection_OldForLongerThanADrain_IsCutOff()
    {
        await using RunningHost host = await RunningHost.StartAsync("--connection-age", "1s", "--send-delay", "1m", "--drain", "1s");
        await using Http2.RawConnection raw = await Http2.RawConnection.OpenAsync(
            host.Process.Address, HostClient.Tls(host.Certificates, host.Certificates.Client));
        Http2.RawStream stream = raw.NewStream();
        await stream.SendHeadersAsync(
            Http2.RawStream.Headers("/satellite.Satellite/GetImages", "https").Select(header => (header.Key, header.Value)));
        await stream.SendAllAsync([0, 0, 0, 0, 6, 0x0A, 0, 0x12, 2, 0x08, 1]);

        await raw.EndAsync();

        await host.Process.WaitForLogAsync("status=CANCELLED");
    }

    [TestMethod]
    [DataRow(Http2.FrameType.Ping, 8, DisplayName = "PING")]
    [DataRow(Http2.FrameType.Settings, 0, DisplayName = "SETTINGS")]
    [DataRow(Http2.FrameType.Unknown, 4, DisplayName = "a type that nobody knows")]
    public async Task ControlFrames_MoreThanAConnectionMaySend_CutItOffAlone(object type, int size)
    {
        await using RunningHost host = await RunningHost.StartAsync("--limits", "control-frames-per-second=2");
        host.Process.ExpectWarning("refusal reason=control_frames");
        await GetAnImageAsync(host.Client);
        await using Http2.RawConnection raw = await Http2.RawConnection.OpenAsync(
            host.Process.Address, HostClient.Tls(host.Certificates, host.Certificates.Client));

        try
        {
            for (int i = 0; i < 40; i++)
            {
                await raw.SendAsync((Http2.FrameType)type, 0, 0, new byte[size]);
            }
        }
        catch (IOException)
        {
            // Cut off before it had sent all.
        }

        await raw.EndAsync();
        await host.Process.WaitForLogAsync("refusal reason=control_frames");
        await GetAnImageAsync(host.Client, retries: false);
    }

    // A place is free when the Host has seen the end of the connection that had it.
    private async Task GetAnImageAsync(HostClient client, bool retries = true)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        patience.CancelAfter(Waiting.Patience);
        while (true)
        {
            try
            {
                await client.Satellite.GetImage(new Location(), patience.Token);
                return;
            }
            catch (RpcException e) when (retries && e.StatusCode is (StatusCode.Unavailable or StatusCode.Internal))
            {
                patience.Token.ThrowIfCancellationRequested();
            }
        }
    }
}
