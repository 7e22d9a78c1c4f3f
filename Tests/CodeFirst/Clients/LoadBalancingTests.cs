using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client.Balancer;
using Microsoft.AspNetCore.Hosting;

namespace Tests.CodeFirst.Clients;

/// <summary>One channel to two servers.</summary>
[TestClass]
public sealed class LoadBalancingTests
{
    [TestMethod]
    public async Task Calls_ToTwoServersOverTls_ReachBoth()
    {
        using X509Certificate2 certificate = MakeCertificate();
        await using ProbeServer one = await ProbeServer.StartAsync(listen: endpoint => endpoint.UseHttps(certificate));
        await using ProbeServer other = await ProbeServer.StartAsync(listen: endpoint => endpoint.UseHttps(certificate));
        GrpcChannelOptions options = ServiceConfigs.LoadBalancing([AddressOf(one), AddressOf(other)]);
        options.Credentials = ChannelCredentials.SecureSsl;
        options.HttpHandler = Trusting(certificate);
        using GrpcChannel channel = Contracts.Connect("static:///probe", options);
        IProbe probe = Contracts.Create<IProbe>(channel);

        // One that is still being connected to gets no calls yet.
        using var patience = new CancellationTokenSource(Waiting.Patience);
        while (one.Probe.Calls == 0 || other.Probe.Calls == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            Assert.AreEqual(7, (await probe.Ask(new Question { Number = 7 }).Patiently()).Number);
        }

        (int toOne, int toOther) = (one.Probe.Calls, other.Probe.Calls);
        for (int i = 0; i < 10; i++)
        {
            Assert.AreEqual(1_000, await probe.Stream(new Question { Number = 1_000 }).CountAsync().Patiently());
        }

        Assert.AreEqual((toOne + 5, toOther + 5), (one.Probe.Calls, other.Probe.Calls), "in turns");
    }

    private static BalancerAddress AddressOf(ProbeServer server) => new("127.0.0.1", new Uri(server.Address).Port);

    private static SocketsHttpHandler Trusting(X509Certificate2 certificate) => new()
    {
        EnableMultipleHttp2Connections = true,
        SslOptions =
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { certificate },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    };

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=probe", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
