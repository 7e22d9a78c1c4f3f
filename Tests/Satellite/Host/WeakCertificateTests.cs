using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Clients whose certificate of our CA proves too little, and those with more than one CA above theirs.</summary>
[TestClass]
public sealed class WeakCertificateTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(Weakness.ShortKey, "its RSA key has 1024 bits, and at least 2048 are needed")]
    [DataRow(Weakness.BrokenHash, "it is signed with SHA-1, and SHA-256 or better is needed")]
    [DataRow(Weakness.WrongKeyUsage, "its key usage lacks digitalSignature")]
    public async Task Client_WithAWeakCertificate_IsRejected(Weakness weakness, string expected)
    {
        Openssl.Require(TestContext);
        await using RunningHost host = await RunningHost.StartAsync(new TestCertificates(asOpensslDoes: true));
        host.Process.ExpectWarning("handshake rejected");
        using X509Certificate2 weak = host.Certificates.Issue(TestCertificates.ClientUse, how: weakness);
        host.Certificates.Write("weak", weak);

        await Openssl.ConnectAsync(host.Process.Address, host.Certificates.Folder, "weak");

        string line = await host.Process.WaitForLogAsync("handshake rejected reason=\"the client's certificate is too weak: ");
        StringAssert.Contains(line, $" {expected}\" ", StringComparison.Ordinal);
        StringAssert.EndsWith(line, $" certificate={TestCertificates.Sha256(weak)}", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Client_OfAnIntermediate_IsLetInIfItSendsIt()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        host.Process.ExpectWarning("handshake rejected");
        using X509Certificate2 intermediate = host.Certificates.IssueAuthority();
        using X509Certificate2 certificate = host.Certificates.Issue(TestCertificates.ClientUse, by: intermediate);
        using var withIt = new HostClient(host.Process.Address, host.Certificates, certificate, intermediates: [intermediate]);
        using var without = new HostClient(host.Process.Address, host.Certificates, certificate);

        Assert.AreEqual(1, (await withIt.Satellite.GetImage(new Location(), TestContext.CancellationToken)).Bytes.Length);
        await Assert.ThrowsExactlyAsync<RpcException>(() => without.Satellite.GetImage(new Location(), TestContext.CancellationToken));

        string line = await host.Process.WaitForLogAsync("handshake rejected");
        StringAssert.Contains(line, $"(PartialChain: issued by {intermediate.Subject})", StringComparison.Ordinal);
    }
}
