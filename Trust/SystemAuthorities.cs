using System.Runtime.InteropServices;

namespace CodeFirstSatellite.Trust;

/// <summary>
/// The CAs that the machine and its user trust or distrust. Host and satcli do not use them: they trust only the CA that they are given.
/// </summary>
public static partial class SystemAuthorities
{
    private const string Home = "HOME";

    /// <summary>
    /// Keeps .NET from reading the machine's, which it would do for every chain that it builds and which takes a good part of a start, and
    /// from failing for want of the user's. Call this before the first certificate is read.
    /// </summary>
    public static void Ignore()
    {
        if (OperatingSystem.IsLinux())
        {
            // OpenSSL's variables. Set with setenv, since native code does not see .NET's own copy of the environment.
            _ = SetVariable("SSL_CERT_DIR", "/dev/null", overwrite: 1);
            _ = SetVariable("SSL_CERT_FILE", "/dev/null", overwrite: 1);
            EnsureHome();
        }
    }

    // .NET looks for the user's distrusted certificates at home, and fails if there is neither HOME nor an entry in passwd, as in
    // containers with an arbitrary user id.
    private static void EnsureHome()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Home)))
        {
            // From passwd, or else the root folder.
            Environment.SetEnvironmentVariable(
                Home, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify));
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
