using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Tests.Satellite.Harness;

/// <summary>What the Host shows to a new connection.</summary>
internal static class ShownCertificate
{
    /// <summary>SHA-256 of the certificate, in lower-case hex.</summary>
    public static async Task<string> Sha256Async(RunningHost host, CancellationToken cancellationToken)
    {
        using var tcp = new TcpClient();
        var address = new Uri(host.Process.Address);
        await tcp.ConnectAsync(address.Host, address.Port, cancellationToken);
        await using var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(HostClient.Tls(host.Certificates, host.Certificates.Client), cancellationToken);
        return tls.RemoteCertificate!.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
    }
}
