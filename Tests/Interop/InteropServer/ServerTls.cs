using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tests.InteropServer;

/// <summary>What the server shows in a handshake, and what it wants to see.</summary>
internal sealed class ServerTls : IDisposable
{
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly Credentials _credentials;

    private ServerTls(Credentials credentials, bool wantClients)
    {
        _credentials = credentials;
        Options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = credentials.Shown,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            AllowRenegotiation = false,
            AllowTlsResume = false,
        };
        if (wantClients)
        {
            Options.ClientCertificateRequired = true;
            Options.CertificateChainPolicy = credentials.Trust(ClientUse);
            Options.RemoteCertificateValidationCallback = Judge;
        }
    }

    public SslServerAuthenticationOptions Options { get; }

    /// <summary>Reads a folder's certificates.</summary>
    /// <param name="folder">With <c>ca-cert.pem</c>, <c>server-cert.pem</c> and <c>server-key.pem</c>.</param>
    /// <param name="wantClients">Whether a client must show a certificate of the folder's CA.</param>
    public static ServerTls Load(string folder, bool wantClients) => new(Credentials.Load(folder, "server"), wantClients);

    /// <summary>Makes a certificate for localhost that signs itself, and prints it for those who want to trust it.</summary>
    public static ServerTls ThrowAway()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=throw-away certificate of interop-server", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        Console.Error.WriteLine(certificate.ExportCertificatePem());
        return new ServerTls(new Credentials(certificate, [], []), wantClients: false);
    }

    public void Dispose() => _credentials.Dispose();

    private static bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        Console.Error.WriteLine($"{ServerLog.Refused}{(certificate is null ? "without a certificate" : "with a certificate")}: {errors}");
        return false;
    }
}
