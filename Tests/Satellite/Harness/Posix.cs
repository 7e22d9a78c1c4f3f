using System.Diagnostics;
using System.Globalization;

namespace Tests.Satellite.Harness;

/// <summary>Signals, and what else .NET has no call for.</summary>
internal static class Posix
{
    public const int SigHup = 1;
    public const int SigInt = 2;
    public const int SigQuit = 3;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigCont = 18;
    public const int SigStop = 19;

    public static void Kill(int processId, int signal) =>
        Run("kill", string.Create(CultureInfo.InvariantCulture, $"-{signal}"), processId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Gives a file or a link the name of another, which it replaces at once.</summary>
    public static void Rename(string from, string to) => Run("mv", "-T", from, to);

    /// <summary>Runs a program, which must succeed.</summary>
    public static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"{program} {string.Join(' ', arguments)} failed");
    }
}
