using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>
/// Whom the Host lets in, and how. With TLS 1.3 a client learns of its refusal late and in many ways, so the proof is on the server:
/// the log says that the handshake was rejected, and no handler ran.
/// </summary>
[TestClass]
public sealed class MutualTlsTests
{
    private static readonly byte[] EcdheRsaAes128Sha1 = [0xC0, 0x13];
    private static readonly byte[] RsaRc4Md5 = [0x00, 0x04];

    private static RunningHost _host = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _host = await RunningHost.StartAsync();
        _host.Process.ExpectWarning("handshake rejected");
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        // Calls of the other test classes' kind would be here, had any handler run.
        IReadOnlyList<string> calls = _host.Process.CallLines;
        await _host.DisposeAsync();
        Assert.HasCount(0, calls);
    }

    [TestMethod]
    public async Task Client_WithoutCertificate_IsRejected() =>
        await AssertRejectedAsync(null, "the client sent no certificate");

    [TestMethod]
    public async Task Client_OfAnotherAuthority_IsRejected()
    {
        using var rogue = new TestCertificates();

        await AssertRejectedAsync(
            rogue.Client,
            $"the client's certificate is not one for clients signed by our CA (PartialChain: issued by {rogue.Authorities[0].Subject})");
    }

    [TestMethod]
    public async Task Client_WithASelfSignedCertificate_IsRejected()
    {
        using var rogue = new TestCertificates();

        await AssertRejectedAsync(rogue.Authorities[0], "the client's certificate is not one for clients signed by our CA (UntrustedRoot");
    }

    [TestMethod]
    public async Task Client_WithACertificateForServersOnly_IsRejected()
    {
        using X509Certificate2 server = _host.Certificates.Issue(TestCertificates.ServerUse);

        await AssertRejectedAsync(server, "the client's certificate is not one for clients signed by our CA (NotValidForUsage)");
    }

    [TestMethod]
    public async Task Client_WithAnExpiredCertificate_IsRejected()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 expired = _host.Certificates.Issue(TestCertificates.ClientUse, now.AddDays(-20), now.AddDays(-10));

        await AssertRejectedAsync(expired, "the client's certificate is not one for clients signed by our CA (NotTimeValid)");
    }

    [TestMethod]
    [DataRow(SslProtocols.Tls12)]
    [DataRow(SslProtocols.Tls13)]
    public async Task Client_WithACertificateOfOurs_IsLetInWithEitherVersion(SslProtocols version)
    {
        using SslStream stream = await ConnectAsync();

        await stream.AuthenticateAsClientAsync(ClientOptions(version), TestContext.CancellationToken);

        Assert.AreEqual(version, stream.SslProtocol);
        Assert.AreEqual(SslApplicationProtocol.Http2, stream.NegotiatedApplicationProtocol);

        // With TLS 1.3 only what the server sends after its check proves that it let us in: the SETTINGS (4) that answer
        // our preface and our own. RFC 9113, section 3.4.
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"u8.ToArray(), TestContext.CancellationToken);
        byte[] first = new byte[9];
        await stream.ReadExactlyAsync(first, TestContext.CancellationToken);
        Assert.AreEqual(4, first[3]);
    }

    [TestMethod]
    public async Task Client_OfTls11_IsRejectedByVersion()
    {
        using Socket socket = await DialAsync();
        await socket.SendAsync(Hello(minorVersion: 2, EcdheRsaAes128Sha1), TestContext.CancellationToken);
        byte[] answer = new byte[7];

        int length = await socket.ReceiveAsync(answer, TestContext.CancellationToken);

        // A record of type alert (21): fatal (2), protocol_version (70). RFC 5246, section 7.2.
        Assert.AreEqual(7, length);
        Assert.AreEqual((21, 2, 70), (answer[0], answer[5], answer[6]));
        await _host.Process.WaitForLogAsync("handshake failed reason=\"the client offers only Tls, Tls11; TLS 1.2 or 1.3 is needed\"");
    }

    [TestMethod]
    [DataRow(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true)]
    [DataRow(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false)]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [UnsupportedOSPlatform("windows")]
    public async Task Client_WithOneCipher_IsLetInIfItAuthenticatesWhatItEncrypts(TlsCipherSuite cipher, bool isLetIn)
    {
        using SslStream stream = await ConnectAsync();
        SslClientAuthenticationOptions options = ClientOptions(SslProtocols.Tls12);
        options.CipherSuitesPolicy = new CipherSuitesPolicy([cipher]);

        Task handshake = stream.AuthenticateAsClientAsync(options, TestContext.CancellationToken);

        if (isLetIn)
        {
            await handshake;
            Assert.AreEqual(cipher, stream.NegotiatedCipherSuite);
        }
        else
        {
            await Assert.ThrowsExactlyAsync<AuthenticationException>(() => handshake);
        }
    }

    [TestMethod]
    public async Task Client_ThatSaysNothing_IsTurnedAwayAfterAWhile()
    {
        using Socket socket = await DialAsync();

        // The end of the stream, which comes after the handshake's 5 seconds.
        Assert.AreEqual(0, await socket.ReceiveAsync(new byte[1], TestContext.CancellationToken)
            .AsTask()
            .WaitAsync(Waiting.Patience, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Client_ThatSpeaksNoTls_IsTurnedAway()
    {
        using Socket socket = await DialAsync();
        await socket.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), TestContext.CancellationToken);

        await _host.Process.WaitForLogAsync($"handshake failed reason=\"closed before a TLS hello\" peer={socket.LocalEndPoint}");
    }

    [TestMethod]
    public async Task Client_WithoutACommonCipher_IsLoggedWithTheReason()
    {
        using Socket socket = await DialAsync();
        await socket.SendAsync(Hello(minorVersion: 3, RsaRc4Md5), TestContext.CancellationToken);

        string line = await _host.Process.WaitForLogAsync($" peer={socket.LocalEndPoint}");

        StringAssert.Contains(line, "info handshake failed reason=\"", StringComparison.Ordinal);
        StringAssert.Contains(line, "no shared cipher", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Server_ToItsClients_NamesTheAuthorityThatItWants()
    {
        using SslStream stream = await ConnectAsync();
        string[]? issuers = null;
        SslClientAuthenticationOptions options = ClientOptions(SslProtocols.Tls13);
        options.ClientCertificateContext = null;
        options.LocalCertificateSelectionCallback = (_, _, _, _, acceptable) =>
        {
            issuers = acceptable;
            return acceptable.Length > 0 ? _host.Certificates.Client : null!;
        };

        await stream.AuthenticateAsClientAsync(options, TestContext.CancellationToken);

        Assert.AreEqual(_host.Certificates.Authorities[0].Subject, Assert.ContainsSingle(issuers!));
    }

    private async Task AssertRejectedAsync(X509Certificate2? certificate, string reason)
    {
        using var client = new HostClient(_host.Process.Address, _host.Certificates, certificate);

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => client.Satellite.GetImage(new Location(), TestContext.CancellationToken));

        // Which of them Grpc.Net.Client takes depends on whether the request or the reading was first to fail.
        Assert.Contains(e.StatusCode, (StatusCode[])[StatusCode.Unavailable, StatusCode.Internal]);
        string line = await _host.Process.WaitForLogAsync($"handshake rejected reason=\"{reason}");
        StringAssert.EndsWith(
            line,
            $" certificate={(certificate is null ? "none" : TestCertificates.Sha256(certificate))}",
            StringComparison.Ordinal);
        Assert.MatchesRegex(@" peer=127\.0\.0\.1:\d+ ", line);
    }

    private static async Task<Socket> DialAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(_host.Process.Address).Port);
        return socket;
    }

    private static async Task<SslStream> ConnectAsync() => new(new NetworkStream(await DialAsync(), ownsSocket: true));

    private static SslClientAuthenticationOptions ClientOptions(SslProtocols version)
    {
        SslClientAuthenticationOptions options = HostClient.Tls(_host.Certificates, _host.Certificates.Client);
        options.EnabledSslProtocols = version;
        return options;
    }

    private static byte[] Hello(byte minorVersion, byte[] cipherSuite) =>
    [
        22, 3, 1, 0, 45,         // record: handshake, version, length
        1, 0, 0, 41,             // ClientHello, length
        3, minorVersion,         // TLS 1.1 is 3.2, TLS 1.2 is 3.3
        .. new byte[32],         // random
        0,                       // no session
        0, 2, .. cipherSuite,    // one cipher suite
        1, 0,                    // no compression
    ];
}
