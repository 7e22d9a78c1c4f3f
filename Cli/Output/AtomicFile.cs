using System.Text;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>A file that is complete or absent. It is written under another name beside it, and renamed at the end or removed.</summary>
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

    /// <summary>The file's path until <see cref="Commit"/>.</summary>
    public string TemporaryPath => _temporary;

    /// <exception cref="CliException">The file cannot be written.</exception>
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
    /// <param name="path">The file's final path.</param>
    /// <param name="mode">Its permissions, set before the first byte; null for the usual ones.</param>
    /// <exception cref="CliException">The file cannot be written there.</exception>
    public static AtomicFile Create(string path, UnixFileMode? mode = null)
    {
        if (Directory.Exists(path))
        {
            throw CliException.LocalFile($"{path}: is a folder; name a file in it.");
        }

        try
        {
            // Replace the target of a link, not the link.
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

    /// <summary>Gives the file its final path.</summary>
    /// <param name="overwrite">Whether it may replace an existing file.</param>
    /// <exception cref="CliException">The file cannot be moved there.</exception>
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
