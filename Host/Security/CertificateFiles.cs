using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Host.Security;

/// <summary>Reads and checks the certificate files. The Host serves with a set that works, or says what is wrong with it.</summary>
internal sealed class CertificateFiles
{
    private const string EncryptedKeyLabel = "ENCRYPTED PRIVATE KEY";

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
            string folder = _options.CertificateFolder;
            return $"{satcli} certs create --out {(folder.Contains(' ', StringComparison.Ordinal) ? $"\"{folder}\"" : folder)}";
        }
    }

    /// <summary>Reads the files that the options name.</summary>
    /// <exception cref="StartException">A file cannot be read, or the certificates do not fit together or are not valid now.</exception>
    public static Reloadable<ServerIdentity> Load(SatelliteOptions options, TimeProvider time) => Reloadable<ServerIdentity>.Read(
        [options.CaPath, options.CertificatePath, options.KeyPath],
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
        foreach (X509Certificate2 authority in authorities)
        {
            CheckDates(authority, _options.CaPath);
        }

        CheckChain(server, chain, authorities);
        return new ServerIdentity(server, chain, authorities);
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
        if (pem.Contains(EncryptedKeyLabel, StringComparison.Ordinal))
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

    private void CheckDates(X509Certificate2 certificate, string path)
    {
        // In UTC: the dates of a certificate come in local time.
        DateTime now = _now.UtcDateTime;
        if (now > certificate.NotAfter.ToUniversalTime())
        {
            throw Failure($"the certificate '{path}' expired on {certificate.NotAfter.ToUniversalTime():u}; "
                + $"for a new set, run: {MakeCertificates} --force");
        }

        if (now < certificate.NotBefore.ToUniversalTime())
        {
            throw Failure($"the certificate '{path}' is valid only from {certificate.NotBefore.ToUniversalTime():u}, "
                + $"and this machine's clock says {now:u}");
        }
    }

    private void CheckChain(X509Certificate2 server, X509Certificate2Collection intermediates, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain { ChainPolicy = TrustPolicy.Only(authorities, TrustPolicy.ServerUse) };
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        if (!chain.Build(server))
        {
            throw Failure($"the certificate '{_options.CertificatePath}' is not a server certificate signed by the CA '{_options.CaPath}' "
                + $"({TrustPolicy.Describe(chain)}); for a set that fits together, run: {MakeCertificates} --force");
        }
    }

    private static StartException Failure(string message) => new(StartException.Failure, message);
}
