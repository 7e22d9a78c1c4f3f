using System.Security.Cryptography.X509Certificates;
using Tests.Http2;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Connections end when their client's certificate does.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class CertificateEndTests
{
    private const int NoError = 0;
    private const string GetImage = "/satellite.Satellite/GetImage";
    private const string GetImages = "/satellite.Satellite/GetImages";

    // Messages that are not compressed: cell (0, 0), and the area from (0, 0) to (79, 31).
    private static readonly byte[] Cell = [0, 0, 0, 0, 0];
    private static readonly byte[] Area = [0, 0, 0, 0, 8, 0x0A, 0x00, 0x12, 0x04, 0x08, 79, 0x10, 31];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Connection_CertificateExpires_EndsWithGoAway()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        host.Process.ExpectWarning("handshake ended");
        using X509Certificate2 brief = host.Certificates.Issue(TestCertificates.ClientUse, to: DateTimeOffset.UtcNow.AddSeconds(10));
        await using RawConnection expiring = await ConnectAsync(host, brief);
        await using RawConnection lasting = await ConnectAsync(host, host.Certificates.Client);
        Assert.AreEqual("0", (await expiring.CallAsync(GetImage, Cell)).Status);

        Assert.AreEqual(NoError, await expiring.EndAsync());

        string line = await host.Process.WaitForLogAsync("handshake ended");
        StringAssert.Contains(line, "reason=\"the client's certificate expired on ", StringComparison.Ordinal);
        StringAssert.EndsWith(line, $" certificate={TestCertificates.Sha256(brief)}", StringComparison.Ordinal);
        Assert.AreEqual("0", (await lasting.CallAsync(GetImage, Cell)).Status);
    }

    [TestMethod]
    public async Task Connection_CallGoesOnAfterExpiry_IsCutOff()
    {
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "1m");
        host.Process.ExpectWarning("handshake ended");
        using X509Certificate2 brief = host.Certificates.Issue(TestCertificates.ClientUse, to: DateTimeOffset.UtcNow.AddSeconds(10));
        await using RawConnection expiring = await ConnectAsync(host, brief);
        RawStream stream = expiring.NewStream();
        await stream.SendHeadersAsync([.. RawStream.Headers(GetImages, "https").Select(header => (header.Key, header.Value))]);
        await stream.SendAllAsync(Area);

        Assert.AreEqual(NoError, await expiring.EndAsync());

        await Assert.ThrowsAsync<Exception>(async () => await stream.EndAsync(), "the stream was not cut off");
    }

    [TestMethod]
    public async Task Connection_AuthorityNoLongerTrusted_EndsWithGoAway()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        host.Process.ExpectWarning("handshake ended");
        host.Process.ExpectWarning("handshake rejected");
        await using RawConnection open = await ConnectAsync(host, host.Certificates.Client);
        Assert.AreEqual("0", (await open.CallAsync(GetImage, Cell)).Status);
        using var others = new TestCertificates();

        foreach (string file in (string[])["ca-cert.pem", "server-cert.pem", "server-key.pem"])
        {
            File.Copy(Path.Combine(others.Folder, file), Path.Combine(host.Certificates.Folder, file), overwrite: true);
        }

        Assert.AreEqual(NoError, await open.EndAsync());
        string line = await host.Process.WaitForLogAsync("handshake ended");
        StringAssert.Contains(
            line,
            "reason=\"the client's certificate is not one for clients signed by our CA (PartialChain: issued by O=test ",
            StringComparison.Ordinal);
    }

    private static Task<RawConnection> ConnectAsync(RunningHost host, X509Certificate2 certificate) =>
        RawConnection.OpenAsync(host.Process.Address, HostClient.Tls(host.Certificates, certificate));
}
