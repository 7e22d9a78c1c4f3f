using System.Text;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>When no HTTP/2 connection comes about, satcli exits with 3 and says on whose side to look.</summary>
[TestClass]
public sealed class ConnectionFailureTests : IDisposable
{
    private const int CallFailed = 1;
    private const int NoConnection = 3;

    // An empty SETTINGS frame.
    private static readonly byte[] Settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];

    // GOAWAY (7) before any stream.
    private static readonly byte[] GoAway = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly TestCertificates _certificates = new();

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => _certificates.Dispose();

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ClientCertificate_OfAnotherCa_IsNamedWithItsFingerprintAndCa()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        satcli.Host.ExpectWarning("handshake rejected");
        using var rogue = new TestCertificates();

        SatcliProcess.Result result = await satcli.RunAsync(
            $"get-area --cert {rogue.Folder}/client-cert.pem --key {rogue.Folder}/client-key.pem");

        result.Expect(NoConnection)
            .ExpectError("it probably refused this client certificate")
            .ExpectError(TestCertificates.Sha256(rogue.Client).ToUpperInvariant())
            .ExpectError(rogue.Client.Issuer);
        Assert.HasCount(0, satcli.Host.CallLines);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ClientCertificate_OfAServer_IsSaidToBeNotForClients()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        satcli.Host.ExpectWarning("handshake rejected");
        string folder = satcli.Certificates.Folder;

        SatcliProcess.Result result = await satcli.RunAsync($"get-area --cert {folder}/server-cert.pem --key {folder}/server-key.pem");

        result.Expect(NoConnection).ExpectError("its extended key usage lacks clientAuth");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ServerCertificate_OfAnotherCa_BothCasAreNamed()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        satcli.Host.ExpectWarning("handshake");
        using var other = new TestCertificates();

        SatcliProcess.Result result = await satcli.RunAsync($"get-area --certs {other.Folder}");

        result.Expect(NoConnection)
            .ExpectError($"not signed by the CA in {other.Folder}/ca-cert.pem")
            .ExpectError(satcli.Certificates.Authorities[0].Subject)
            .ExpectError(other.Authorities[0].Subject);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ServerCertificate_ForAnotherName_ThoseItIsForAreNamed()
    {
        using var certificates = new TestCertificates(asOpensslDoes: true);
        await using HostProcess host = await HostProcess.StartAsync(certificates);
        host.ExpectWarning("handshake");

        SatcliProcess.Result result = await SatcliProcess.RunAsync(
            certificates.Folder,
            "get-area",
            "--certs", ".",
            "--server", host.Address);

        result.Expect(NoConnection)
            .ExpectError("not for '127.0.0.1'; it is for localhost, 0.0.0.0.")
            .ExpectErrorLine($"--server https://localhost:{new Uri(host.Address).Port}");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Server_DialledByTheUnspecifiedAddress_IsTheOneOnThisMachine()
    {
        using var certificates = new TestCertificates(asOpensslDoes: true);
        await using HostProcess host = await HostProcess.StartAsync(certificates);
        string server = $"https://0.0.0.0:{new Uri(host.Address).Port}";

        SatcliProcess.Result result = await SatcliProcess.RunAsync(
            certificates.Folder,
            "get-image",
            "--x", "6",
            "--y", "0",
            "--certs", ".",
            "--server", server);

        result.Expect(0);
        Assert.AreEqual("%\n", result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("HTTP/1.1 400 Bad Request\r\n\r\n", true, DisplayName = "HTTP without TLS")]
    [DataRow("220 mail.example.com ESMTP\r\n", false, DisplayName = "another protocol")]
    [DataRow("", true, DisplayName = "nothing")]
    public async Task Server_WithoutTls_IsSaidToHaveNone(string text, bool closes)
    {
        using OddServer server = OddServer.WithoutTls(Encoding.ASCII.GetBytes(text), closes);

        SatcliProcess.Result result = await RunAsync(server, "get-area");

        result.Expect(NoConnection).ExpectError("is there but did not answer with TLS");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("", DisplayName = "from the beginning")]
    [DataRow("\u0016\u0003\u0003\0d\u0002", DisplayName = "within its hello")]
    public async Task Server_SilentBeforeTls_IsSaidToHang(string text)
    {
        using OddServer server = OddServer.WithoutTls(Encoding.ASCII.GetBytes(text));

        SatcliProcess.Result result = await RunAsync(server, "get-area");

        result.Expect(NoConnection).ExpectError("took the connection but did not answer with TLS for 10 s");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Server_SilentAfterTheHandshake_IsNotTakenForARefusal()
    {
        using OddServer server = OddServer.WithTls(_certificates, []);

        SatcliProcess.Result result = await RunAsync(server, "get-area");

        result.Expect(NoConnection).ExpectError("said nothing for 10 s after the TLS handshake");
        Assert.DoesNotContain("refused", result.Error);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("HTTP/1.1 400 Bad Request\r\n\r\n", true)]
    [DataRow("HTTP/1.1 400 Bad Request\r\n\r\n", false)]
    public async Task Server_OfAnotherProtocolOverTls_IsNotTakenForARefusal(string text, bool closes)
    {
        using OddServer server = OddServer.WithTls(_certificates, Encoding.ASCII.GetBytes(text), closes);

        SatcliProcess.Result result = await RunAsync(server, "get-area");

        result.Expect(NoConnection).ExpectError("speaks TLS but not HTTP/2, so it is no gRPC server");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Server_ThatClosesAfterTheHandshake_ProbablyRefusedUs()
    {
        using OddServer server = OddServer.WithTls(_certificates, [], closes: true);

        SatcliProcess.Result result = await RunAsync(server, "get-area");

        result.Expect(NoConnection).ExpectError("closed the connection right after the TLS handshake: it probably refused this client");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Server_LostAfterItsSettings_IsUnavailable()
    {
        using OddServer server = OddServer.WithTls(_certificates, Settings, closes: true);

        SatcliProcess.Result result = await RunAsync(server, "get-area", "--retry-for", "0");

        result.Expect(CallFailed).ExpectError("satcli: UNAVAILABLE: the connection was lost: ");
    }

    // HttpClient meets the end while it makes the connection, before it sends the call, or after.
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Server_ThatLeavesAtOnce_IsUnavailableWheneverThatIsNoticed()
    {
        for (int attempt = 0; attempt < 5; attempt++)
        {
            using OddServer server = OddServer.WithTls(_certificates, [.. Settings, .. GoAway], closes: true);

            SatcliProcess.Result result = await RunAsync(server, "get-area", "--retry-for", "0");

            result.Expect(CallFailed).ExpectError("satcli: UNAVAILABLE: the ");
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Deadline_WhileTheServerIsSilent_SaysHowFarItGot()
    {
        using OddServer beforeTls = OddServer.WithoutTls([]);
        using OddServer afterTls = OddServer.WithTls(_certificates, []);
        using OddServer afterSettings = OddServer.WithTls(_certificates, Settings);

        (await RunAsync(beforeTls, "get-area", "--deadline", "3s")).Expect(CallFailed)
            .ExpectError("satcli: DEADLINE_EXCEEDED: ")
            .ExpectError("had taken the connection but not answered with TLS");
        (await RunAsync(afterTls, "get-area", "--deadline", "3s")).Expect(CallFailed)
            .ExpectError("satcli: DEADLINE_EXCEEDED: ")
            .ExpectError("had said nothing after the TLS handshake");
        SatcliProcess.Result connected = await RunAsync(afterSettings, "get-area", "--deadline", "3s");
        Assert.AreEqual("satcli: DEADLINE_EXCEEDED\n", connected.Expect(CallFailed).Error);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ClientCertificate_RefusedWithAnAlert_IsSaidToBeRefusedAndWhy()
    {
        Openssl.Require(TestContext);
        using var rogue = new TestCertificates();
        using OpensslServer server = await OpensslServer.StartAsync(_certificates, trusting: rogue, TestContext.CancellationToken);

        SatcliProcess.Result result = await RunAsync(server.Address, "get-area");

        result.Expect(NoConnection).ExpectError($"{server.Address} refused this client certificate: unknown ca.");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")]
    [DataRow("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n")]
    public async Task PrivateKey_WithAPassword_IsSaidToHaveOne(string key)
    {
        await File.WriteAllTextAsync(Path.Combine(_certificates.Folder, "client-key.pem"), key, TestContext.CancellationToken);

        SatcliProcess.Result result = await RunAsync("https://localhost:1", "maps");

        result.Expect(4)
            .ExpectError("client-key.pem has a password, which satcli does not ask for")
            .ExpectErrorLine("(umask 077; openssl pkey -in ./client-key.pem -out key.pem)");
    }

    private Task<SatcliProcess.Result> RunAsync(OddServer server, params IEnumerable<string> arguments) =>
        RunAsync(server.Address, arguments);

    private Task<SatcliProcess.Result> RunAsync(string server, params IEnumerable<string> arguments) =>
        SatcliProcess.RunAsync(_certificates.Folder, [.. arguments, "--certs", ".", "--server", server]);
}
