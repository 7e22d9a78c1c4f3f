using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Host.Security;

/// <summary>Reads and checks the certificate files. The Host serves with a set that works, or says what is wrong with it.</summary>
internal sealed class CertificateFiles
{
    private readonly SatelliteOptions _options;
    private readonly DateTimeOffset _now;

    private CertificateFiles(SatelliteOptions options, DateTimeOffset now)
    {
        _options = options;
        _now = now;
    }

    // A command that can be pasted as it is.
    private string MakeCertificates
    {
        get
        {
            string satcli = OperatingSystem.IsWindows() ? ".\\satcli" : "./satcli";
            return $"{satcli} certs create --out {Quote(_options.CertificateFolder)}";
        }
    }

    /// <summary>Reads the files that the options name.</summary>
    /// <exception cref="StartException">A file cannot be read, or the certificates do not fit together or are not valid now.</exception>
    public static Reloadable<ServerIdentity> Load(SatelliteOptions options, TimeProvider time) => Reloadable<ServerIdentity>.Read(
        [options.CaPath, options.CertificatePath, options.KeyPath, options.CrlFile],
        () => new CertificateFiles(options, time.GetUtcNow()).Load(),
        identity => string.Create(
            CultureInfo.InvariantCulture,
            $"the certificate '{options.CertificatePath}' and the CA '{options.CaPath}', certificate={identity.Sha256} "
                + $"valid-until={identity.Certificate.NotAfter.ToUniversalTime():u} authorities={identity.Authorities.Count}"));

    private ServerIdentity Load()
    {
        X509Certificate2Collection authorities = ReadCertificates(_options.CaPath, "CA certificate");
        X509Certificate2Collection chain = ReadCertificates(_options.CertificatePath, "server certificate");
        X509Certificate2 server = WithPrivateKey(chain[0]);
        chain.RemoveAt(0);

        CheckDates(server, _options.CertificatePath);
        IReadOnlyList<string> warnings = CheckAuthorities(authorities);
        CheckChain(server, chain, authorities);
        Revocations? revocations = _options.CrlFile is { } crl ? Revocations.Load(crl, authorities, _options.CaPath, _now) : null;
        return new ServerIdentity(server, chain, authorities, revocations, warnings);
    }

    private X509Certificate2Collection ReadCertificates(string path, string what)
    {
        try
        {
            return Read(path, what, Pem.ReadCertificates);
        }
        catch (CryptographicException e)
        {
            throw Failure($"reading the {what} '{path}': {e.Message}; "
                + "expected a certificate in PEM (a block that begins with -----BEGIN CERTIFICATE-----)");
        }
    }

    private X509Certificate2 WithPrivateKey(X509Certificate2 certificate)
    {
        string pem = Read(_options.KeyPath, "private key", File.ReadAllText);
        if (PrivateKeyFile.IsExposed(_options.KeyPath))
        {
            throw Failure($"the private key '{_options.KeyPath}' can be read or written by others on this machine; "
                + $"to keep it to its owner, run: chmod 600 {Quote(_options.KeyPath)}");
        }

        if (Pem.IsEncrypted(pem))
        {
            throw Failure($"the private key '{_options.KeyPath}' has a password, which the Host cannot ask for; "
                + $"write one without: openssl pkey -in {_options.KeyPath} -out server-key.pem");
        }

        try
        {
            return Pem.WithKey(certificate, pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Failure($"the private key '{_options.KeyPath}' cannot be used with the certificate '{_options.CertificatePath}': "
                + $"{e.Message} For a set that fits together, run: {MakeCertificates} --force");
        }
    }

    private T Read<T>(string path, string what, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Failure($"the {what} '{path}' does not exist; for a set to try with, run: {MakeCertificates}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure($"reading the {what}: {e.Message}");
        }
    }

    // One that can be used is enough: while one CA replaces another, the file has both.
    private List<string> CheckAuthorities(X509Certificate2Collection authorities)
    {
        List<string> warnings = [];
        foreach (X509Certificate2 authority in authorities)
        {
            if (CertificateStrength.FindWeaknessOfAuthority(authority) is { } weakness)
            {
                throw Failure($"the CA {authority.Subject} in '{_options.CaPath}' is too weak: {weakness}");
            }

            if (authorities.Count == 1)
            {
                CheckDates(authority, _options.CaPath);
            }
            else if (FindWrongDate(authority) is { } wrong)
            {
                warnings.Add($"no certificate of the CA {authority.Subject} in '{_options.CaPath}' is accepted: it {wrong}");
            }
        }

        return warnings.Count < authorities.Count ? warnings : throw Failure(string.Join("; ", warnings));
    }

    private void CheckDates(X509Certificate2 certificate, string path)
    {
        if (FindWrongDate(certificate) is { } wrong)
        {
            throw Failure($"the certificate '{path}' {wrong}"
                + (_now > certificate.NotAfter ? $"; for a new set, run: {MakeCertificates} --force" : ""));
        }
    }

    // In UTC: the dates of a certificate come in local time.
    private string? FindWrongDate(X509Certificate2 certificate) =>
        _now > certificate.NotAfter ? $"expired on {certificate.NotAfter.ToUniversalTime():u}"
        : _now < certificate.NotBefore
            ? $"is valid only from {certificate.NotBefore.ToUniversalTime():u}, and this machine's clock says {_now.UtcDateTime:u}"
        : null;

    private void CheckChain(X509Certificate2 server, X509Certificate2Collection intermediates, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain { ChainPolicy = TrustPolicy.Only(authorities, TrustPolicy.ServerUse) };
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        if (!chain.Build(server))
        {
            string advice = FindMissingIssuer(chain, authorities) ?? $"for a set that fits together, run: {MakeCertificates} --force";
            throw Failure($"the certificate '{_options.CertificatePath}' is not a server certificate signed by the CA '{_options.CaPath}' "
                + $"({TrustPolicy.Describe(chain)}); {advice}");
        }

        if (CertificateStrength.FindWeakness(chain) is { } weakness)
        {
            throw Failure($"the certificate '{_options.CertificatePath}' is too weak: {weakness}");
        }
    }

    // A chain that ends before a root: either the server's file lacks an intermediate, or the CA's file has one in place of its root.
    private string? FindMissingIssuer(X509Chain chain, X509Certificate2Collection authorities)
    {
        if (!Array.Exists(chain.ChainStatus, status => status.Status == X509ChainStatusFlags.PartialChain))
        {
            return null;
        }

        X509Certificate2 last = chain.ChainElements[^1].Certificate;
        return authorities.Contains(last)
            ? $"'{_options.CaPath}' has {last.Subject}, which is issued by {last.Issuer}: add the certificate of that root to it"
            : $"{last.Subject} is issued by {last.Issuer}, which is neither in '{_options.CaPath}' nor in '{_options.CertificatePath}': "
                + $"append the issuer's certificate to '{_options.CertificatePath}' if it is an intermediate, or name its CA with --ca";
    }

    private static string Quote(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;

    private static StartException Failure(string message) => new(StartException.Failure, message);
}
