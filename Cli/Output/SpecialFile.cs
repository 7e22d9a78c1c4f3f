using System.Runtime.InteropServices;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>Pipes, devices and sockets: what is written into and never replaced.</summary>
internal static partial class SpecialFile
{
    // AT_FDCWD, STATX_TYPE and the file types of statx(2).
    private const int CurrentFolder = -100;
    private const uint TypeOnly = 1;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>Whether one stands at the path, or where its link leads. It is not opened: that may wait for the pipe's reader.</summary>
    public static bool IsOne(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return !OperatingSystem.IsWindows() && path.StartsWith("/dev/", StringComparison.Ordinal);
        }

        return GetStatus(CurrentFolder, path, 0, TypeOnly, out FileStatus status) == 0
            && (status.Mode & TypeMask) is not (Regular or Folder);
    }

    /// <summary>Opens one to be written into.</summary>
    /// <exception cref="CliException">It cannot be written into.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.LocalFile($"{path}: cannot write: {e.Message}", e);
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatus(int folder, string path, int flags, uint mask, out FileStatus status);

    // struct statx has one layout on all processors.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(28)]
        public ushort Mode;
    }
}
