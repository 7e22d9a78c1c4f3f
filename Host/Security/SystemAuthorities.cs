using System.Runtime.InteropServices;

namespace CodeFirstSatellite.Host.Security;

/// <summary>The CAs that the machine trusts, which are no business of ours: clients are trusted for the CA of the Host alone.</summary>
internal static partial class SystemAuthorities
{
    /// <summary>
    /// Keeps .NET from reading them all, which it does for every chain that it builds, whomever that trusts, and which takes
    /// a good part of the start. To be called before the first certificate is looked at.
    /// </summary>
    public static void Ignore()
    {
        if (OperatingSystem.IsLinux())
        {
            // OpenSSL's names for them. The variables of the process itself: .NET's own copy is not what native code sees.
            _ = SetVariable("SSL_CERT_DIR", "/dev/null", overwrite: 1);
            _ = SetVariable("SSL_CERT_FILE", "/dev/null", overwrite: 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
