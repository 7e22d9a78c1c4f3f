using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Certificates;

/// <summary>The folder that Host and satcli read their certificates from.</summary>
internal sealed class CertificateFolder(string path)
{
    private const string CertificateSuffix = "-cert.pem";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly List<(string Path, string Text, UnixFileMode? Mode)> _files = [];

    public string CaCertificate => Pem.CertificateFile(path, Pem.Ca);

    public string CaKey => Pem.KeyFile(path, Pem.Ca);

    public string CaRevocations => Pem.RevocationFile(path, Pem.Ca);

    public string Path => path;

    public bool HasCa => File.Exists(CaCertificate);

    /// <summary>Adds a certificate, to be saved as NAME-cert.pem and NAME-key.pem.</summary>
    public void Add(string name, IssuedCertificate certificate)
    {
        // The key first, so a certificate that exists can be used.
        if (certificate.KeyPem is { } key)
        {
            _files.Add((Pem.KeyFile(path, name), key, OwnerOnly));
        }

        _files.Add((Pem.CertificateFile(path, name), certificate.CertificatePem, null));
    }

    /// <summary>The files to be written that exist already.</summary>
    public IReadOnlyList<string> Existing(params IEnumerable<string> names) =>
        [.. names.SelectMany(name => new[] { Pem.CertificateFile(path, name), Pem.KeyFile(path, name) }).Where(File.Exists)];

    /// <summary>The files of all certificates in the folder.</summary>
    /// <exception cref="CliException">There are none.</exception>
    public string[] AllCertificates() => FilesOf(path);

    /// <summary>The certificate files that a name, a file or a folder stands for.</summary>
    /// <exception cref="CliException">There are none.</exception>
    public string[] FilesOf(string text)
    {
        if (!Directory.Exists(text))
        {
            return [FileOf(text)];
        }

        string[] files = [.. Directory.GetFiles(text, "*" + CertificateSuffix).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw CliException.LocalFile($"""
            {text}: has no certificate (NAME{CertificateSuffix}). To make some:
              {SelfCommand.With("certs", "create", "--out", text)}
            """);
    }

    /// <summary>Reads the certificate of a name or a file, the first of it.</summary>
    /// <exception cref="CliException">It cannot be read.</exception>
    public X509Certificate2 Load(string text) => ReadAll(FileOf(text))[0];

    /// <summary>Reads the certificates of a file.</summary>
    /// <exception cref="CliException">They cannot be read.</exception>
    public static X509Certificate2Collection ReadAll(string file)
    {
        try
        {
            return Pem.ReadCertificates(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw CliException.LocalFile($"{file}: cannot read the certificate: {e.Message}", e);
        }
    }

    /// <summary>Whether a certificate is a CA's.</summary>
    public static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);

    /// <summary>Opens the CA of the folder, to sign with it.</summary>
    /// <exception cref="CliException">The folder has none, or it cannot sign.</exception>
    public CertificateAuthority OpenAuthority()
    {
        if (!HasCa)
        {
            throw CliException.LocalFile($"""
                {CaCertificate}: no such file, so there is no CA to sign with. To make one, with a server and a client:
                  {SelfCommand.With("certs", "create", "--out", path)}
                """);
        }

        if (!File.Exists(CaKey))
        {
            throw CliException.LocalFile($"{CaKey}: no such file, and without the CA's key nothing can be signed.");
        }

        var authority = CertificateAuthority.Load(CaCertificate, CaKey);
        return authority.NotAfter > DateTimeOffset.UtcNow ? authority : throw CliException.LocalFile($"""
            the CA in {CaCertificate} expired on {authority.NotAfter.UtcDateTime:yyyy-MM-dd}. To start again with a new one:
              {SelfCommand.With("certs", "create", "--out", path, "--force")}
            """);
    }

    private string FileOf(string text) =>
        File.Exists(text) || text.EndsWith(".pem", StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal)
            ? text
            : Pem.CertificateFile(path, text);

    /// <summary>Writes the added files: all of them, or none if one cannot be written.</summary>
    /// <returns>The files' paths.</returns>
    /// <exception cref="CliException">A file cannot be written.</exception>
    public IReadOnlyList<string> Save(bool overwrite)
    {
        LocalFolder.Create(path);
        var prepared = new List<AtomicFile>();
        var placed = new List<string>();
        try
        {
            foreach ((string target, string text, UnixFileMode? mode) in _files)
            {
                var file = AtomicFile.Create(target, mode);
                prepared.Add(file);
                file.WriteAllText(text);
            }

            for (int i = 0; i < prepared.Count; i++)
            {
                prepared[i].Commit(overwrite);
                placed.Add(_files[i].Path);
            }

            return placed;
        }
        catch when (!overwrite)
        {
            // Nothing was there before, so these files are ours.
            placed.ForEach(File.Delete);
            throw;
        }
        finally
        {
            prepared.ForEach(file => file.Dispose());
        }
    }
}
