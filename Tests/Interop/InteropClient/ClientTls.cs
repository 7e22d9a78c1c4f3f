using System.Net.Security;
using System.Security.Authentication;

namespace Tests.InteropClient;

/// <summary>Whom the client trusts, and what it shows. Servers are always checked.</summary>
internal sealed class ClientTls : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";

    private readonly Credentials? _credentials;

    private ClientTls(Credentials? credentials)
    {
        _credentials = credentials;
        Options = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateContext = credentials?.Shown,
            CertificateChainPolicy = credentials?.Trust(ServerUse),
            AllowTlsResume = false,
        };
    }

    public SslClientAuthenticationOptions Options { get; }

    /// <summary>Reads a folder's certificates.</summary>
    /// <param name="folder">With <c>ca-cert.pem</c>, and maybe <c>client-cert.pem</c> and <c>client-key.pem</c>; null to trust whom this
    /// machine trusts, and show nothing.</param>
    /// <param name="showCertificate">Whether to show the client's certificate, if the folder has one.</param>
    public static ClientTls Load(string? folder, bool showCertificate)
    {
        if (folder is null)
        {
            return new ClientTls(null);
        }

        bool shows = showCertificate && File.Exists(Path.Combine(folder, "client-cert.pem"));
        return new ClientTls(Credentials.Load(folder, shows ? "client" : null));
    }

    public void Dispose() => _credentials?.Dispose();
}
