using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Certificates;

/// <summary>The folder that Host and satcli read their certificates from.</summary>
internal sealed class CertificateFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly List<(string Path, string Text, UnixFileMode? Mode)> _files = [];

    public string CaCertificate => Pem.CertificateFile(path, Pem.Ca);

    public string CaKey => Pem.KeyFile(path, Pem.Ca);

    public bool HasCa => File.Exists(CaCertificate);

    /// <summary>Adds a certificate, to be saved as NAME-cert.pem and NAME-key.pem.</summary>
    public void Add(string name, IssuedCertificate certificate)
    {
        // The key first, so a certificate that exists can be used.
        _files.Add((Pem.KeyFile(path, name), certificate.KeyPem, OwnerOnly));
        _files.Add((Pem.CertificateFile(path, name), certificate.CertificatePem, null));
    }

    /// <summary>The files to be written that exist already.</summary>
    public IReadOnlyList<string> Existing(params IEnumerable<string> names) =>
        [.. names.SelectMany(name => new[] { Pem.CertificateFile(path, name), Pem.KeyFile(path, name) }).Where(File.Exists)];

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
