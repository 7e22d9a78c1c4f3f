using System.ComponentModel;
using System.Diagnostics;

namespace CodeFirstSatellite.Cli.Viewing;

/// <summary>The browser of the person at this machine.</summary>
internal static class Desktop
{
    /// <summary>Whether there is a desktop to open a window on.</summary>
    public static bool IsHere => OperatingSystem.IsWindows()
        || OperatingSystem.IsMacOS()
        || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };

    /// <summary>Opens an address; false if nothing could be started.</summary>
    public static bool TryOpen(string address)
    {
        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(address) { UseShellExecute = true }
            : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address]) { RedirectStandardOutput = true };
        try
        {
            using Process? opened = Process.Start(start);
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
