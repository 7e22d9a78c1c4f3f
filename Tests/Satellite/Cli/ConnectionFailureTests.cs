using System.Net;
using System.Net.Sockets;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>When no HTTP/2 connection comes about, satcli exits with 3 and says on whose side to look.</summary>
[TestClass]
public sealed class ConnectionFailureTests
{
    private const int NoConnection = 3;

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
    public async Task Server_WithoutTls_IsSaidToHaveNone()
    {
        using var certificates = new TestCertificates();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task plain = AnswerInPlainTextAsync(listener);

        SatcliProcess.Result result = await SatcliProcess.RunAsync(
            certificates.Folder,
            "get-area",
            "--certs", ".",
            "--server", $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");

        result.Expect(NoConnection).ExpectError("did not answer with TLS");
        await plain;
    }

    private static async Task AnswerInPlainTextAsync(TcpListener listener)
    {
        using var timeout = new CancellationTokenSource(Waiting.Patience);
        using TcpClient client = await listener.AcceptTcpClientAsync(timeout.Token);
        await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), timeout.Token);
    }
}
