using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

[TestClass]
public sealed class TokenTests
{
    private const string First = "03357-1";
    private const string Second = "a-second-secret";
    private const string FromFile = "from,a,file";

    private static RunningHost _host = null!;
    private static string _file = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _file = Path.GetTempFileName();
        await File.WriteAllTextAsync(_file, $"\n{FromFile}\n\n", context.CancellationToken);
        _host = await RunningHost.StartAsync("--tokens", $"{First},{Second}", "--tokens-file", _file);
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        string everything = string.Join('\n', [.. _host.Process.Log, .. _host.Process.Output]);
        await _host.DisposeAsync();
        File.Delete(_file);
        foreach (string secret in (string[])[First, Second, FromFile, "wrong"])
        {
            Assert.DoesNotContain(secret, everything);
        }
    }

    [TestMethod]
    [DataRow(First)]
    [DataRow(Second)]
    [DataRow(FromFile)]
    public async Task AnyCall_WithAValidToken_IsServed(string token)
    {
        Assert.AreEqual(" \n", await _host.ReadAsync(RunningHost.AreaOf(0, 31, 0, 31), With(token)));
        Assert.AreEqual(1, (await _host.Satellite.GetImage(new Location(), With(token))).Bytes.Length);
        Assert.AreEqual(Earth.Width, (await _host.Client.Catalog.GetMap(With(token))).Width);
    }

    [TestMethod]
    [DataRow("wrong", "the token in metadata 'token' is not valid here")]
    [DataRow("", "the token in metadata 'token' is not valid here")]
    [DataRow("03357-11", "the token in metadata 'token' is not valid here")]
    [DataRow("03357-1,a-second-secret", "the token in metadata 'token' is not valid here")]
    [DataRow(null, "this server asks for a token; send it as metadata 'token'")]
    public async Task AnyCall_WithoutAValidToken_IsPermissionDenied(string? token, string detail)
    {
        foreach (Func<Task> call in (Func<Task>[])
        [
            () => _host.Satellite.GetImage(new Location(), With(token)),
            () => _host.ReadAsync(RunningHost.AreaOf(0, 0, 79, 31), With(token)),
            () => _host.Client.Catalog.GetMap(With(token)),
        ])
        {
            RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(call);
            Assert.AreEqual((StatusCode.PermissionDenied, detail), (e.StatusCode, e.Status.Detail));
        }
    }

    [TestMethod]
    public async Task AnyCall_WhereNoTokensAreConfigured_NeedsNone()
    {
        await using RunningHost host = await RunningHost.StartAsync();

        Assert.AreEqual(1, (await host.Satellite.GetImage(new Location(), With(null))).Bytes.Length);
        Assert.AreEqual(1, (await host.Satellite.GetImage(new Location(), With("anything"))).Bytes.Length);
    }

    private CallContext With(string? token) => new CallOptions(
        token is null ? null : new Metadata { { "token", token } },
        cancellationToken: TestContext.CancellationToken);
}
