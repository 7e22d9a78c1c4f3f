using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>A server of the Satellite contract other than the Host: no catalog, and whatever images a test wants.</summary>
internal sealed class StandInServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;

    private StandInServer(WebApplication app, X509Certificate2 certificate)
    {
        _app = app;
        _certificate = certificate;
    }

    public string Address => _app.Urls.Single();

    /// <param name="certificates">Whose CA signs its certificate.</param>
    /// <param name="configure">What comes before the service.</param>
    /// <param name="protocols">The versions of HTTP that it speaks.</param>
    /// <param name="certificate">Its certificate, instead of a usual one.</param>
    public static async Task<StandInServer> StartAsync<TService>(
        TestCertificates certificates,
        Action<WebApplication>? configure = null,
        HttpProtocols protocols = HttpProtocols.Http2,
        X509Certificate2? certificate = null)
        where TService : class, ISatellite
    {
        certificate ??= certificates.Issue(TestCertificates.ServerUse);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = certificate,
                ClientCertificateMode = ClientCertificateMode.RequireCertificate,
                ClientCertificateValidation = (_, _, errors) => !errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable),
            });
        }));
        builder.Services.AddCodeFirstGrpc();
        builder.Services.AddSingleton<TService>();
        WebApplication app = builder.Build();
        configure?.Invoke(app);
        app.MapGrpcService<TService>();
        await app.StartAsync();
        return new StandInServer(app, certificate);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }
}
