using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Contracts;
using Tests.Http2;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Certificates of our CA that are not let in: on the CA's list of revoked ones, or on the operator's of denied ones.</summary>
[TestClass]
public sealed class RevocationTests : IDisposable
{
    private const int NoError = 0;

    private readonly ScratchFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    private string List => _folder["list"];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(false, DisplayName = "PEM")]
    [DataRow(true, DisplayName = "DER")]
    public async Task Client_RevokedByTheCa_IsRejected(bool isDer)
    {
        var certificates = new TestCertificates();
        using X509Certificate2 revoked = certificates.Issue(TestCertificates.ClientUse);
        string list = certificates.Revoke(certificates: revoked);
        await File.WriteAllBytesAsync(List, isDer ? Decode(list) : System.Text.Encoding.ASCII.GetBytes(list), Token);
        await using RunningHost host = await RunningHost.StartAsync(certificates, "--crl", List, "--metrics", "0");

        await AssertRejectedAsync(host, revoked, $"has revoked the certificate with serial number {revoked.SerialNumber}");

        Assert.AreEqual(1, (await host.Satellite.GetImage(new Location(), Token)).Bytes.Length);
        await Scrape.UntilAsync(
            host.Process, it => it.Sum("satellite_handshake_failures_total", ("satellite_reason", "certificate_revoked")) > 0, Token);
        Scrape scrape = await Scrape.OfAsync(host.Process, Token);
        Assert.AreEqual(86_400, scrape.Sum("satellite_certificate_expiry_seconds", ("satellite_certificate", "crl")), delta: 600);
    }

    [TestMethod]
    public async Task Client_Connected_IsDisconnectedOnceItIsRevoked()
    {
        var certificates = new TestCertificates();
        using X509Certificate2 client = certificates.Issue(TestCertificates.ClientUse);
        await File.WriteAllTextAsync(List, certificates.Revoke(), Token);
        await using RunningHost host = await RunningHost.StartAsync(certificates, "--crl", List);
        await AssertDisconnectedAsync(host, client, async () =>
        {
            await File.WriteAllTextAsync(List, certificates.Revoke(certificates: client), Token);
            return "has revoked the certificate with serial number ";
        });
    }

    [TestMethod]
    public async Task Client_Connected_IsDisconnectedOnceItIsDenied()
    {
        var certificates = new TestCertificates();
        using X509Certificate2 client = certificates.Issue(TestCertificates.ClientUse);
        await File.WriteAllTextAsync(List, "", Token);
        await using RunningHost host = await RunningHost.StartAsync(certificates, "--denied", List);
        await AssertDisconnectedAsync(host, client, async () =>
        {
            await File.WriteAllTextAsync(List, TestCertificates.Sha256(client) + "\n", Token);
            return "is on the list of denied certificates";
        });
    }

    [TestMethod]
    public async Task Client_OfACaWhoseListHasExpired_IsRejected()
    {
        var certificates = new TestCertificates();
        await File.WriteAllTextAsync(List, certificates.Revoke(DateTimeOffset.UtcNow.AddSeconds(15)), Token);
        await using RunningHost host = await RunningHost.StartAsync(certificates, "--crl", List);
        host.Process.ExpectWarning("handshake rejected");

        while (true)
        {
            using var client = new HostClient(host.Process.Address, certificates, certificates.Client);
            try
            {
                await client.Satellite.GetImage(new Location(), Token);
            }
            catch (RpcException)
            {
                break;
            }
        }

        await host.Process.WaitForLogAsync("reason=\"the client's certificate is refused: the CRL of ");
    }

    [TestMethod]
    public async Task Client_Connected_IsDisconnectedOnceItsCasListHasExpired()
    {
        var certificates = new TestCertificates();
        await File.WriteAllTextAsync(List, certificates.Revoke(DateTimeOffset.UtcNow.AddSeconds(15)), Token);
        await using RunningHost host = await RunningHost.StartAsync(certificates, "--crl", List);
        host.Process.ExpectWarning("handshake ended");
        await using RawConnection open = await RawConnection.OpenAsync(
            host.Process.Address, HostClient.Tls(certificates, certificates.Client));
        Assert.AreEqual("0", (await open.CallAsync("/satellite.Satellite/GetImage", new byte[5])).Status);

        Assert.AreEqual(NoError, await open.EndAsync());

        StringAssert.Contains(
            await host.Process.WaitForLogAsync("handshake ended"),
            "reason=\"the client's certificate is refused: the CRL of ",
            StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Client_OfAnIntermediateWithoutAList_IsRejected()
    {
        var certificates = new TestCertificates();
        using X509Certificate2 intermediate = certificates.IssueAuthority();
        using X509Certificate2 client = certificates.Issue(TestCertificates.ClientUse, by: intermediate);
        await File.WriteAllTextAsync(List, certificates.Revoke(), Token);
        await using RunningHost host = await RunningHost.StartAsync(certificates, "--crl", List);

        await AssertRejectedAsync(host, client, $"the CRL has no list of its issuer {intermediate.Subject}", intermediate);
    }

    [TestMethod]
    public async Task Host_WithAListOfAnotherCa_RefusesToStart()
    {
        using var others = new TestCertificates();

        await AssertNotStartedAsync(others.Revoke(), "is not signed by a CA in '");
    }

    [TestMethod]
    public async Task Host_WithAForgedList_RefusesToStart()
    {
        using var certificates = new TestCertificates();
        byte[] list = Decode(certificates.Revoke());

        // The last byte of the signature.
        list[^1] ^= 1;

        await AssertNotStartedAsync(PemEncoding.WriteString("X509 CRL", list), "is not signed by a CA in '", certificates);
    }

    [TestMethod]
    public async Task Host_WithAnExpiredList_RefusesToStart()
    {
        using var certificates = new TestCertificates();

        await AssertNotStartedAsync(
            certificates.Revoke(DateTimeOffset.UtcNow.AddDays(-1)), "; to make one, run: ./satcli certs revoke", certificates);
    }

    [TestMethod]
    [DataRow("nonsense", "it is no list of revoked certificates")]
    [DataRow("-----BEGIN X509 CRL-----\nAAAA\n", "it has a list that is cut off or broken")]
    public async Task Host_WithAFileThatIsNoList_RefusesToStart(string content, string expected) =>
        await AssertNotStartedAsync(content, expected);

    [TestMethod]
    public async Task Host_WithALineThatIsNoFingerprint_RefusesToStart()
    {
        using var certificates = new TestCertificates();
        await File.WriteAllTextAsync(List, "\nberlin\n", Token);

        await using HostProcess host = HostProcess.Run(["--certs", certificates.Folder, "--denied", List]);

        Assert.AreEqual(1, await host.WaitForExitAsync());
        StringAssert.Contains(Assert.ContainsSingle(host.Log), $"'{List}', line 2: expected the SHA-256", StringComparison.Ordinal);
    }

    private async Task AssertNotStartedAsync(string list, string expected, TestCertificates? certificates = null)
    {
        using TestCertificates? own = certificates is null ? new TestCertificates() : null;
        await File.WriteAllTextAsync(List, list, Token);
        await using HostProcess host = HostProcess.Run(["--certs", (certificates ?? own!).Folder, "--crl", List]);

        Assert.AreEqual(1, await host.WaitForExitAsync());
        string line = Assert.ContainsSingle(host.Log);
        StringAssert.Contains(line, $"the CRL '{List}'", StringComparison.Ordinal);
        StringAssert.Contains(line, expected, StringComparison.Ordinal);
    }

    private async Task AssertRejectedAsync(
        RunningHost host, X509Certificate2 certificate, string reason, params X509Certificate2[] intermediates)
    {
        host.Process.ExpectWarning("handshake rejected");
        using var client = new HostClient(host.Process.Address, host.Certificates, certificate, intermediates: intermediates);
        await Assert.ThrowsExactlyAsync<RpcException>(() => client.Satellite.GetImage(new Location(), Token));
        string line = await host.Process.WaitForLogAsync("handshake rejected reason=\"the client's certificate is refused: ");
        StringAssert.Contains(line, reason, StringComparison.Ordinal);
        StringAssert.EndsWith(line, $" certificate={TestCertificates.Sha256(certificate)}", StringComparison.Ordinal);
    }

    private static async Task AssertDisconnectedAsync(RunningHost host, X509Certificate2 certificate, Func<Task<string>> refuse)
    {
        host.Process.ExpectWarning("handshake ended");
        await using RawConnection open = await RawConnection.OpenAsync(
            host.Process.Address, HostClient.Tls(host.Certificates, certificate));
        await using RawConnection other = await RawConnection.OpenAsync(
            host.Process.Address, HostClient.Tls(host.Certificates, host.Certificates.Client));
        Assert.AreEqual("0", (await open.CallAsync("/satellite.Satellite/GetImage", new byte[5])).Status);

        string reason = await refuse();

        Assert.AreEqual(NoError, await open.EndAsync());
        StringAssert.Contains(await host.Process.WaitForLogAsync("handshake ended"), reason, StringComparison.Ordinal);
        Assert.AreEqual("0", (await other.CallAsync("/satellite.Satellite/GetImage", new byte[5])).Status);
    }

    private static byte[] Decode(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
}
