using System.Diagnostics;
using System.Globalization;

namespace Tests.Satellite.Harness;

/// <summary>Signals, for which .NET has no call.</summary>
internal static class Posix
{
    public const int SigInt = 2;
    public const int SigQuit = 3;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigCont = 18;
    public const int SigStop = 19;

    public static void Kill(int processId, int signal)
    {
        using Process kill = Process.Start(
            "kill",
            [string.Create(CultureInfo.InvariantCulture, $"-{signal}"), processId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.AreEqual(0, kill.ExitCode, "the signal could not be sent");
    }
}
