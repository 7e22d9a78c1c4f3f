using System.Runtime.InteropServices;

namespace CodeFirstSatellite.Trust;

/// <summary>Who may read the file of a private key.</summary>
public static partial class PrivateKeyFile
{
    private const UnixFileMode Everybody = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>
    /// Whether others than the owner can read or write the file. A group may read a file that another user owns: root gives a key to a
    /// service in this way, and so do volumes of Kubernetes with an fsGroup. False on Windows.
    /// </summary>
    /// <exception cref="IOException">The file is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">Its folder may not be read.</exception>
    public static bool IsExposed(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        UnixFileMode mode = File.GetUnixFileMode(path);
        return (mode & (Everybody | UnixFileMode.GroupWrite)) != 0 || ((mode & UnixFileMode.GroupRead) != 0 && IsOurs(path));
    }

    private static bool IsOurs(string path) =>
        !OperatingSystem.IsLinux() || GetStatus(CurrentFolder, path, 0, OwnerOnly, out FileStatus status) != 0 || status.User == GetUser();

    // AT_FDCWD and STATX_UID of statx(2).
    private const int CurrentFolder = -100;
    private const uint OwnerOnly = 0x8;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatus(int folder, string path, int flags, uint mask, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetUser();

    // struct statx has one layout on all processors.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(20)]
        public uint User;
    }
}
