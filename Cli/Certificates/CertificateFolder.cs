using CodeFirstSatellite.Cli.Output;

namespace CodeFirstSatellite.Cli.Certificates;

/// <summary>The folder that Host and satcli read their certificates from.</summary>
internal sealed class CertificateFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly List<(string Name, string Pem, UnixFileMode? Mode)> _files = [];

    public string CaCertificate => FileOf("ca-cert.pem");

    public string CaKey => FileOf("ca-key.pem");

    public bool HasCa => File.Exists(CaCertificate);

    /// <summary>Takes a certificate to be written as NAME-cert.pem and NAME-key.pem.</summary>
    public void Add(string name, IssuedCertificate certificate)
    {
        // The key first: a certificate that is there is one that can be used.
        _files.Add((name + "-key.pem", certificate.KeyPem, OwnerOnly));
        _files.Add((name + "-cert.pem", certificate.CertificatePem, null));
    }

    /// <summary>Those of the files to be written that are there.</summary>
    public IReadOnlyList<string> Existing(params IEnumerable<string> names) =>
        [.. names.SelectMany(name => new[] { FileOf(name + "-cert.pem"), FileOf(name + "-key.pem") }).Where(File.Exists)];

    /// <summary>Writes what was added: all of it or, when a file cannot be written, nothing.</summary>
    /// <returns>The files' paths.</returns>
    /// <exception cref="CliException">A file cannot be written.</exception>
    public IReadOnlyList<string> Save(bool overwrite)
    {
        LocalFolder.Create(path);
        var prepared = new List<AtomicFile>();
        var placed = new List<string>();
        try
        {
            foreach ((string name, string pem, UnixFileMode? mode) in _files)
            {
                var file = AtomicFile.Create(FileOf(name), mode);
                prepared.Add(file);
                file.WriteAllText(pem);
            }

            for (int i = 0; i < prepared.Count; i++)
            {
                prepared[i].Commit(overwrite);
                placed.Add(FileOf(_files[i].Name));
            }

            return placed;
        }
        catch when (!overwrite)
        {
            // Nothing was there before, so what is there now is ours.
            placed.ForEach(File.Delete);
            throw;
        }
        finally
        {
            prepared.ForEach(file => file.Dispose());
        }
    }

    private string FileOf(string name) => Path.Combine(path, name);
}
