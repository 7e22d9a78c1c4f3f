using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>Our certificate with its key, and the CA that we trust.</summary>
internal sealed class ClientCredentials : IDisposable
{
    private ClientCredentials(X509Certificate2Collection authorities, X509Certificate2 certificate, SslStreamCertificateContext context)
    {
        Authorities = authorities;
        Certificate = certificate;
        Context = context;
    }

    /// <summary>The trusted CA, or several while one replaces another.</summary>
    public X509Certificate2Collection Authorities { get; }

    public X509Certificate2 Certificate { get; }

    /// <summary>
    /// The certificate with the chain in its file. A context always sends its certificate; the older way silently leaves out certificates
    /// without the extended key usage of clients (dotnet/runtime#94152).
    /// </summary>
    public SslStreamCertificateContext Context { get; }

    /// <exception cref="CliException">A file is missing or does not hold what it should.</exception>
    public static ClientCredentials Load(CertificatePaths files)
    {
        SystemAuthorities.Ignore();
        if (Missing(files) is { } missing)
        {
            throw missing;
        }

        X509Certificate2Collection authorities = Read(files.Ca, "the CA's certificate", Pem.ReadCertificates);
        X509Certificate2Collection chain = Read(files.Cert, "our certificate", Pem.ReadCertificates);
        X509Certificate2 certificate =
            Read(files.Key, "our certificate's private key", key => Pem.WithKey(chain[0], Decrypted(key, File.ReadAllText(key))));
        if (Exposed(files.Key) is { } exposed)
        {
            throw exposed;
        }

        chain[0].Dispose();
        chain.RemoveAt(0);
        return new ClientCredentials(authorities, certificate, SslStreamCertificateContext.Create(certificate, chain, offline: true));
    }

    public void Dispose()
    {
        Certificate.Dispose();
        foreach (X509Certificate2 authority in Authorities)
        {
            authority.Dispose();
        }
    }

    /// <summary>Which files are missing and what to do about it; null if all are there.</summary>
    public static CliException? Missing(CertificatePaths files)
    {
        string[] missing = [.. new[] { files.Ca, files.Cert, files.Key }.Where(path => !File.Exists(path))];
        if (missing.Length == 0)
        {
            return null;
        }

        string message = $"{string.Join(", ", missing)}: no such file. "
            + "The service is spoken to over mutual TLS, which needs a CA, a certificate and its key.";
        if (missing.All(path => Path.GetDirectoryName(path) == files.Folder))
        {
            bool hasCa = File.Exists(Pem.KeyFile(files.Folder, Pem.Ca)) && File.Exists(files.Ca);
            string[] create = ["certs", "create", "--out", files.Folder];
            message += hasCa
                ? $"\nThe folder's CA can sign one:\n  {SelfCommand.With([.. create, "--client-name", Pem.Client])}"
                : $"\nTo make certificates for development, of which the server needs its own:\n  {SelfCommand.With(create)}";
        }

        return CliException.LocalFile(message);
    }

    /// <summary>Who can read the private key beside its owner, and what to do about it; null if nobody can.</summary>
    public static CliException? Exposed(string key) => PrivateKeyFile.IsExposed(key)
        ? CliException.LocalFile($"{key} can be read or written by others on this machine. To keep it to yourself:\n"
            + $"  chmod 600 {SelfCommand.Quote(key)}")
        : null;

    private static string Decrypted(string path, string key) => Pem.IsEncrypted(key)
        ? throw CliException.LocalFile($"{path} has a password, which satcli does not ask for. To write a key without:\n"
            + $"  (umask 077; openssl pkey -in {SelfCommand.Quote(path)} -out key.pem)")
        : key;

    private static T Read<T>(string path, string what, Func<string, T> load)
    {
        try
        {
            return load(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw CliException.LocalFile($"{path}: cannot read {what}: {e.Message}", e);
        }
    }
}
