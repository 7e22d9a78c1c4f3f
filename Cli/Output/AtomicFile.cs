using System.Text;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>A file that is complete or absent: written under another name beside it, renamed at the end, removed otherwise.</summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _target;
    private readonly string _temporary;
    private bool _committed;

    private AtomicFile(string target, string temporary, FileStream stream)
    {
        _target = target;
        _temporary = temporary;
        Stream = stream;
    }

    public FileStream Stream { get; }

    /// <summary>Where it is until it is put in its place, for what opens files by name.</summary>
    public string TemporaryPath => _temporary;

    /// <exception cref="CliException">It cannot be written.</exception>
    public void WriteAllText(string text)
    {
        try
        {
            Stream.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException e)
        {
            throw CliException.LocalFile($"{_target}: cannot write: {e.Message}", e);
        }
    }

    /// <summary>Starts writing a file.</summary>
    /// <param name="path">The file as it is to be.</param>
    /// <param name="mode">Its permissions from the first byte on; null for the usual ones.</param>
    /// <exception cref="CliException">Nothing can be written there.</exception>
    public static AtomicFile Create(string path, UnixFileMode? mode = null)
    {
        if (Directory.Exists(path))
        {
            throw CliException.LocalFile($"{path}: is a folder; name a file in it.");
        }

        try
        {
            // What a link points to is replaced, not the link.
            bool isLink = new FileInfo(path).LinkTarget is not null;
            string target = (isLink ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
            string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = mode;
            }

            return new AtomicFile(target, temporary, new FileStream(temporary, options));
        }
        catch (DirectoryNotFoundException e)
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            throw CliException.LocalFile(
                $"{path}: there is no such folder. To make it:\n"
                + $"  mkdir {(OperatingSystem.IsWindows() ? "" : "-p ")}{SelfCommand.Quote(folder)}",
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.LocalFile($"{path}: cannot write: {e.Message}", e);
        }
    }

    /// <summary>Puts the file in its place.</summary>
    /// <param name="overwrite">Whether it may take the place of another.</param>
    /// <exception cref="CliException">It cannot be put there.</exception>
    public void Commit(bool overwrite = true)
    {
        try
        {
            Stream.Dispose();
            File.Move(_temporary, _target, overwrite);
            _committed = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.LocalFile($"{_target}: cannot write: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (!_committed)
        {
            File.Delete(_temporary);
        }
    }
}
