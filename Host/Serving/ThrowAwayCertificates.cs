using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Host.Security;

namespace CodeFirstSatellite.Host.Serving;

/// <summary>A CA, a server and a client that exist in memory only, for as long as the warm-up takes.</summary>
internal sealed class ThrowAwayCertificates : IDisposable
{
    public const string ServerName = "localhost";

    private readonly DateTimeOffset _from;
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _server;

    public ThrowAwayCertificates(TimeProvider time)
    {
        _from = time.GetUtcNow().AddMinutes(-5);
        using ECDsa key = NewKey();
        var request = new CertificateRequest("CN=warm-up CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _authority = request.CreateSelfSigned(_from, Expiry);
        _server = Issue(serial: 1);
        Client = Issue(serial: 2);
    }

    public ServerIdentity Server => new(_server, [], [_authority]);

    public X509Certificate2 Client { get; }

    public X509Certificate2Collection Authorities => [_authority];

    private DateTimeOffset Expiry => _from.AddHours(1);

    public void Dispose()
    {
        Client.Dispose();
        _server.Dispose();
        _authority.Dispose();
    }

    private X509Certificate2 Issue(byte serial)
    {
        using ECDsa key = NewKey();
        var request = new CertificateRequest("CN=warm-up", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(ServerName);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(_authority, _from, Expiry, [serial]);
        return certificate.CopyWithPrivateKey(key);
    }

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);
}
