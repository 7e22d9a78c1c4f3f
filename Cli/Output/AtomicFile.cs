using System.Text;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>
/// A file that is complete or absent. It is written under another name and renamed at the end, or removed. A file that cannot be replaced,
/// since its folder is read-only or a container has mounted it, is overwritten at the end.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _target;
    private readonly string _temporary;
    private readonly bool _isBeside;
    private bool _committed;

    private AtomicFile(string target, string temporary, bool isBeside, FileStream stream)
    {
        _target = target;
        _temporary = temporary;
        _isBeside = isBeside;
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
    /// <param name="mode">
    /// Its permissions, set before the first byte; null for those of the file that it replaces, or the usual ones.
    /// </param>
    /// <exception cref="CliException">The file cannot be written there.</exception>
    public static AtomicFile Create(string path, UnixFileMode? mode = null)
    {
        if (Directory.Exists(path))
        {
            throw CliException.LocalFile($"{path}: is a folder; name a file in it.");
        }

        if (SpecialFile.IsOne(path))
        {
            throw CliException.LocalFile($"{path}: is a pipe or a device, and this needs a file that is read and written at any place.");
        }

        try
        {
            string target = TargetOf(path);
            mode ??= ModeOf(target);
            try
            {
                string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
                return new AtomicFile(target, temporary, isBeside: true, Open(temporary, mode));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && File.Exists(target))
            {
                return CreateElsewhere(path, target, mode, e);
            }
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
            if (!_isBeside || !TryMove(overwrite))
            {
                Overwrite();
                return;
            }

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

    // The target of a link is replaced, not the link.
    private static string TargetOf(string path)
    {
        string full = LocalFolder.FullPath(path);
        bool isLink = new FileInfo(full).LinkTarget is not null;
        return (isLink ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName : null) ?? full;
    }

    private static UnixFileMode? ModeOf(string target) =>
        !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : null;

    private static FileStream Open(string path, UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (OperatingSystem.IsWindows() || mode is not { } wanted)
        {
            return new FileStream(path, options);
        }

        // Created with less, if umask takes something away, and never with more.
        options.UnixCreateMode = wanted;
        var stream = new FileStream(path, options);
        File.SetUnixFileMode(stream.SafeFileHandle, wanted);
        return stream;
    }

    // In a folder that nothing can be created in, a file that is there may still be overwritten.
    private static AtomicFile CreateElsewhere(string path, string target, UnixFileMode? mode, Exception cause)
    {
        new FileStream(target, FileMode.Open, FileAccess.Write).Dispose();
        string temporary = Path.Combine(Path.GetTempPath(), $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        try
        {
            return new AtomicFile(target, temporary, isBeside: false, Open(temporary, mode));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.LocalFile(
                $"{path}: cannot write: {cause.Message} It could be prepared in another folder and copied, but nothing can be created in "
                + $"{Path.GetTempPath()} either; name one in the environment variable TMPDIR.",
                e);
        }
    }

    // Fails for a file that is a mount point of its own.
    private bool TryMove(bool overwrite)
    {
        try
        {
            File.Move(_temporary, _target, overwrite);
            return true;
        }
        catch (IOException) when (overwrite && File.Exists(_target))
        {
            return false;
        }
    }

    private void Overwrite()
    {
        using var source = new FileStream(_temporary, FileMode.Open, FileAccess.Read);
        using var target = new FileStream(_target, FileMode.Open, FileAccess.Write);
        source.CopyTo(target);
        target.SetLength(target.Position);
    }
}
