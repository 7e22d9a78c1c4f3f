using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;
using CodeFirst.Grpc.Server;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tests.CodeFirst.Calls;

/// <summary>Calls whose connection does not come about, or is lost, and how far it had come.</summary>
[TestClass]
public sealed class ConnectionTests
{
    private static readonly X509Certificate2 Authority = Certificate("authority", null);
    private static readonly X509Certificate2 OtherAuthority = Certificate("other authority", null);

    [TestMethod]
    public async Task Name_ThatDoesNotExist_IsResolve() => await FailAsync("https://nobody.invalid:1", ConnectionStage.Resolve);

    [TestMethod]
    public async Task Port_ThatNobodyListensOn_IsConnect()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        int port = ((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();
        await FailAsync($"http://127.0.0.1:{port}", ConnectionStage.Connect);
    }

    [TestMethod]
    public async Task Server_ThatSpeaksHttp1_IsHttp2()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(listen: e => e.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http1);
        for (int i = 0; i < 5; i++)
        {
            await FailAsync(server.Address, ConnectionStage.Http2);
        }
    }

    [TestMethod]
    [DataRow(SslProtocols.Tls12)]
    [DataRow(SslProtocols.Tls13)]
    public async Task MutualTls_WithCertificatesOfOneAuthority_CarriesCalls(SslProtocols protocol)
    {
        await using ProbeServer server = await StartAsync(protocol);
        X509Certificate2 certificate = Certificate("client", Authority);
        using GrpcChannel channel = Connect(server, certificate, Authority);
        IProbe client = channel.CreateGrpcService<IProbe>();
        string? seen = null;
        server.Probe.OnAsk = (question, call) =>
        {
            seen = call.GetHttpContext().Connection.ClientCertificate?.Thumbprint;
            return Task.FromResult(new Answer { Number = question.Number });
        };
        Assert.AreEqual(7, (await client.Ask(new Question { Number = 7 }).WaitAsync(ProbeServer.Patience)).Number);
        Assert.AreEqual(certificate.Thumbprint, seen);
        Assert.AreEqual(1000, await client.Stream(new Question { Number = 1000 }).Patiently().CountAsync());
    }

    [TestMethod]
    [DataRow(SslProtocols.Tls12)]
    [DataRow(SslProtocols.Tls13)]
    public async Task MutualTls_ServerNotTrusted_IsTls(SslProtocols protocol)
    {
        await using ProbeServer server = await StartAsync(protocol);
        using GrpcChannel channel = Connect(server, Certificate("client", Authority), OtherAuthority);
        await FailAsync(channel, ConnectionStage.Tls);
    }

    [TestMethod]
    [DataRow(true, DisplayName = "of another authority")]
    [DataRow(false, DisplayName = "none")]
    public async Task MutualTls_ClientCertificateRefused_IsHttp2(bool hasCertificate)
    {
        // Where the failure shows depends on timing, in three kinds of exceptions; all of them are told alike.
        await using ProbeServer server = await StartAsync(SslProtocols.Tls13);
        for (int i = 0; i < 10; i++)
        {
            using GrpcChannel channel = Connect(server, hasCertificate ? Certificate("client", OtherAuthority) : null, Authority);
            await FailAsync(channel, ConnectionStage.Http2);
        }

        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    public async Task Connection_LostDuringACall_IsEstablished()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnStream = (_, context) => Probe.CountThenWait(1, context.CancellationToken);
        server.Probe.OnAsk = async (_, context) =>
        {
            CodeFirst.Grpc.Server.ServerCallContextExtensions.GetHttpContext(context).Features.Get<IConnectionLifetimeFeature>()!.Abort();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new Answer();
        };
        await using IAsyncEnumerator<Answer> stream = server.Client.Stream(new Question()).GetAsyncEnumerator();
        Assert.IsTrue(await stream.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        await FailAsync(server.Channel, ConnectionStage.Established);
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => stream.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        AssertStage(error, ConnectionStage.Established);
    }

    [TestMethod]
    public async Task Connection_ClosedByAServerThatStops_IsEstablished()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(services: s => s.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMilliseconds(300)));
        server.Probe.OnStream = (_, context) => Probe.CountThenWait(1, context.CancellationToken);
        await using IAsyncEnumerator<Answer> stream = server.Client.Stream(new Question()).GetAsyncEnumerator();
        Assert.IsTrue(await stream.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        Task<bool> next = stream.MoveNextAsync().AsTask();
        await server.StopAsync();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => next.WaitAsync(ProbeServer.Patience));
        AssertStage(error, ConnectionStage.Established);
    }

    [TestMethod]
    public async Task Channel_Disposed_MakesNoCalls()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Channel.Dispose();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience));
    }

    private static async Task FailAsync(string address, ConnectionStage expected)
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(address);
        await FailAsync(channel, expected);
    }

    private static async Task FailAsync(GrpcChannel channel, ConnectionStage expected)
    {
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => channel.CreateGrpcService<IProbe>().Ask(new Question()).WaitAsync(ProbeServer.Patience));
        AssertStage(error, expected);
    }

    private static void AssertStage(RpcException error, ConnectionStage expected)
    {
        Assert.AreEqual(StatusCode.Unavailable, error.StatusCode, error.ToString());
        Assert.IsInstanceOfType<HttpRequestException>(error.Status.DebugException);
        Assert.AreEqual(expected, ((ConnectionException)error.Status.DebugException!).Stage, error.ToString());
    }

    private static Task<ProbeServer> StartAsync(SslProtocols protocol)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = Certificate("server", Authority),
            EnabledSslProtocols = protocol,
            ClientCertificateRequired = true,
            CertificateChainPolicy = Trusting(Authority),
            RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        };
        return ProbeServer.StartAsync(listen: e => e.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(options) }));
    }

    private static GrpcChannel Connect(ProbeServer server, X509Certificate2? certificate, X509Certificate2 authority)
    {
        SocketsHttpHandler handler = GrpcHttpHandler.CreateDefault();
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
            CertificateChainPolicy = Trusting(authority),
        };
        return GrpcChannel.ForAddress(server.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private static X509ChainPolicy Trusting(X509Certificate2 authority) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { authority },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private static X509Certificate2 Certificate(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: issuer is null, false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (issuer is null)
        {
            return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        }

        using X509Certificate2 signed = request.Create(issuer, now.AddHours(-1), now.AddDays(1), Guid.NewGuid().ToByteArray());
        return signed.CopyWithPrivateKey(key);
    }
}
