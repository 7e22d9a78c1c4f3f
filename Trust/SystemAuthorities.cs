using System.Runtime.InteropServices;

namespace CodeFirstSatellite.Trust;

/// <summary>The CAs that the machine trusts. Host and satcli do not use them: they trust only the CA that they are given.</summary>
public static partial class SystemAuthorities
{
    /// <summary>
    /// Keeps .NET from reading them. It would read them for every chain that it builds, which takes a good part of a start. Call this
    /// before the first certificate is read.
    /// </summary>
    public static void Ignore()
    {
        if (OperatingSystem.IsLinux())
        {
            // OpenSSL's variables. Set with setenv, since native code does not see .NET's own copy of the environment.
            _ = SetVariable("SSL_CERT_DIR", "/dev/null", overwrite: 1);
            _ = SetVariable("SSL_CERT_FILE", "/dev/null", overwrite: 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
