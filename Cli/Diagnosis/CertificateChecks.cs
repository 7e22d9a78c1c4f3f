using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Diagnosis;

/// <summary>Checks the certificate files.</summary>
internal static class CertificateChecks
{
    private const string Files = "files";
    private const string Ca = "ca";
    private const string Certificate = "certificate";
    private const string Key = "key";
    private const string Issuer = "issuer";

    public static IEnumerable<Finding> Run(CertificatePaths files)
    {
        SystemAuthorities.Ignore();
        if (ClientCredentials.Missing(files) is { } missing)
        {
            yield return Finding.Failed(Files, missing);
            yield break;
        }

        (X509Certificate2Collection? authorities, Finding? unreadable) = Read(Ca, files.Ca, Pem.ReadCertificates);
        if (unreadable is not null)
        {
            yield return unreadable;
        }

        foreach (X509Certificate2 authority in authorities ?? [])
        {
            yield return CheckAuthority(files.Ca, authority);
        }

        (X509Certificate2Collection? chain, unreadable) = Read(Certificate, files.Cert, Pem.ReadCertificates);
        yield return unreadable ?? CheckOwn(files.Cert, chain![0]);
        if (chain is null)
        {
            yield break;
        }

        (_, unreadable) = Read(Key, files.Key, key => Pem.WithKey(chain[0], File.ReadAllText(key)));
        yield return unreadable ?? CheckMode(files.Key);
        if (authorities is not null)
        {
            yield return CheckIssuer(chain, authorities, files);
        }
    }

    private static Finding CheckAuthority(string path, X509Certificate2 authority)
    {
        string name = $"{path}: {CertificateText.Name(authority.SubjectName)}";
        return CertificateText.OutOfTime(authority) is { } time ? Finding.NoConnection(Ca, $"{name} {time}; {Now()}")
            : Validity.Check(Ca, $"{name}, {CertificateText.Until(authority)}", authority);
    }

    private static Finding CheckOwn(string path, X509Certificate2 certificate)
    {
        string what = $"{path}: {CertificateText.Describe(certificate)}";
        return CertificateText.OutOfTime(certificate) is { } time ? Finding.NoConnection(Certificate, $"{path} {time}; {Now()}")
            : !CertificateText.IsForClients(certificate)
                ? Finding.NoConnection(Certificate, $"{path} is not meant for clients: its extended key usage lacks clientAuth")
            : Validity.Check(Certificate, what, certificate);
    }

    private static Finding CheckMode(string path) => ClientCredentials.Exposed(path) is { } exposed
        ? Finding.Failed(Key, exposed)
        : Finding.Ok(Key, $"{path}: fits the certificate");

    // The server decides with a CA of its own, which need not be the one that we trust.
    private static Finding CheckIssuer(X509Certificate2Collection chain, X509Certificate2Collection authorities, CertificatePaths files)
    {
        const X509ChainStatusFlags Untrusted = X509ChainStatusFlags.PartialChain
            | X509ChainStatusFlags.UntrustedRoot
            | X509ChainStatusFlags.NotSignatureValid;
        using var built = new X509Chain { ChainPolicy = TrustPolicy.Only(authorities, TrustPolicy.ClientUse) };
        built.ChainPolicy.ExtraStore.AddRange(chain);
        built.Build(chain[0]);
        string issuer = CertificateText.Name(chain[0].IssuerName);
        return built.ChainStatus.Any(status => (status.Status & Untrusted) != 0)
            ? Finding.Warning(Issuer, $"{files.Cert} is issued by {issuer}, not by the CA in {files.Ca}; the server must trust that CA too")
            : Finding.Ok(Issuer, $"{files.Cert} is signed by {issuer}");
    }

    private static (T?, Finding?) Read<T>(string check, string path, Func<string, T> read)
        where T : class
    {
        try
        {
            return (read(path), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return (null, Finding.LocalFile(check, $"{path}: {e.Message}"));
        }
    }

    private static string Now() => $"this machine's clock says {CertificateText.Minute(DateTime.UtcNow)}";
}
