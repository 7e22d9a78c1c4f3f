using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CodeFirst.Grpc;
using CodeFirst.Grpc.AspNetCore;
using CodeFirst.Grpc.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProtoBuf.Grpc.Server;
using Tests.InteropServer;

namespace Tests.Interop.Exchange;

/// <summary>Kestrel on a port of its own, behind mutual TLS, with an <see cref="ExchangeService"/>.</summary>
internal sealed class ExchangeServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication _app;
    private readonly Warnings _warnings;
    private readonly TaskCompletionSource _refused;

    private ExchangeServer(WebApplication app, ExchangeService service, Warnings warnings, TaskCompletionSource refused)
    {
        _app = app;
        _warnings = warnings;
        _refused = refused;
        Service = service;
        Target = $"localhost:{new Uri(app.Urls.Single()).Port}";
    }

    /// <summary>The schema that clients are made from.</summary>
    public static string Schema => CompiledContract.TryGet(typeof(IExchange), out var contract)
        ? ProtoText.Print(contract.File)
        : throw new InvalidOperationException($"{nameof(IExchange)} was compiled without the contract generator.");

    public ExchangeService Service { get; }

    /// <summary>How its certificate names it.</summary>
    public string Target { get; }

    /// <param name="certificates">A folder with a CA and a server's certificate.</param>
    /// <param name="contract">Whether the contract is served as compiled or as protobuf-net.Grpc does alone.</param>
    public static async Task<ExchangeServer> StartAsync(string certificates, ContractForm contract)
    {
        var service = new ExchangeService();
        var warnings = new Warnings();
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tls = new SslServerAuthenticationOptions
        {
            ServerCertificate = X509Certificate2.CreateFromPemFile(
                Path.Combine(certificates, "server-cert.pem"),
                Path.Combine(certificates, "server-key.pem")),
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            ClientCertificateRequired = true,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Path.Combine(certificates, "ca-cert.pem")) },
                RevocationMode = X509RevocationMode.NoCheck,
            },
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                if (certificate is not null && errors != SslPolicyErrors.None)
                {
                    refused.TrySetResult();
                }

                return errors == SslPolicyErrors.None;
            },
        };

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(warnings);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.UseGrpcLimits();
            kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http2;
                endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls) });
            });
        });
        builder.Services.AddSingleton(service);
        builder.Services.AddCodeFirstGrpc(options => options.MaxReceiveMessageSize = 16 * 1024 * 1024);
        builder.Services.AddRequestCompression();
        if (contract == ContractForm.Compiled)
        {
            builder.Services.AddCompiledContracts();
        }

        var app = builder.Build();
        app.MapGrpcService<ExchangeService>();
        await app.StartAsync().WaitAsync(Patience);
        return new ExchangeServer(app, service, warnings, refused);
    }

    /// <summary>Waits until a client's certificate has been turned away.</summary>
    public Task CertificateRefusedAsync() => _refused.Task.WaitAsync(Patience);

    /// <summary>Waits for the next call that is over.</summary>
    public Task<CompletedCall> CompletedAsync() => Service.CompletedAsync(CancellationToken.None).AsTask().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().WaitAsync(Patience);
        await _app.DisposeAsync().AsTask().WaitAsync(Patience);
        Assert.AreEqual("", string.Join('\n', _warnings.Lines), "what the server logged");
    }

    private sealed class Warnings : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue($"{logLevel} {eventId.Name}: {formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
