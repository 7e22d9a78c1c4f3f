using System.Runtime.InteropServices;
using System.Text;

namespace CodeFirstSatellite.Cli.Pictures;

/// <summary>
/// Asks the terminal what it can do: primary device attributes, DA1. Every terminal answers, and a 4 among the numbers is sixels.
/// </summary>
/// <remarks>.NET's Console would read the answer as keys, and the terminal would show it first.</remarks>
internal static unsafe partial class TerminalQuery
{
    // Longer than a line to the other side of the world takes.
    private const int Patience = 1000;

    private const int ReadWrite = 2;
    private const int Now = 0;
    private const short Readable = 1;

    // struct termios, whose layout is the system's; the largest has 72 bytes.
    private const int SettingsSize = 256;

    /// <summary>Whether it says that it shows sixels. False on Windows, and where we have no terminal or are in the background.</summary>
    public static bool SaysSixel()
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        int terminal = Open("/dev/tty", ReadWrite);
        if (terminal < 0)
        {
            return false;
        }

        try
        {
            // A process in the background that changes settings is stopped.
            return GetForeground(terminal) == GetGroup() && Attributes(Ask(terminal)).Contains("4");
        }
        finally
        {
            _ = Close(terminal);
        }
    }

    /// <summary>The numbers of an answer, such as <c>\e[?62;4;22c</c>.</summary>
    internal static string[] Attributes(string answer)
    {
        int start = answer.IndexOf("\e[?", StringComparison.Ordinal);
        int end = answer.IndexOf('c', Math.Max(start, 0));
        return start >= 0 && end > start ? answer[(start + 3)..end].Split(';') : [];
    }

    private static string Ask(int terminal)
    {
        byte* before = stackalloc byte[SettingsSize];
        byte* raw = stackalloc byte[SettingsSize];
        if (GetSettings(terminal, before) != 0)
        {
            return "";
        }

        Buffer.MemoryCopy(before, raw, SettingsSize, SettingsSize);
        MakeRaw(raw);
        if (SetSettings(terminal, Now, raw) != 0)
        {
            return "";
        }

        try
        {
            return Write(terminal, "\e[c"u8) ? ReadAnswer(terminal) : "";
        }
        finally
        {
            _ = SetSettings(terminal, Now, before);
        }
    }

    private static bool Write(int terminal, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes)
        {
            return Write(terminal, pointer, bytes.Length) == bytes.Length;
        }
    }

    private static string ReadAnswer(int terminal)
    {
        var answer = new StringBuilder();
        long until = Environment.TickCount64 + Patience;
        byte letter = 0;
        while (letter != 'c' && until - Environment.TickCount64 is > 0 and var left)
        {
            var wait = new PollEntry { Descriptor = terminal, Events = Readable };
            if (Poll(&wait, 1, (int)left) <= 0 || Read(terminal, &letter, 1) != 1)
            {
                break;
            }

            answer.Append((char)letter);
        }

        return answer.ToString();
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetSettings(int descriptor, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetSettings(int descriptor, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte* settings);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int GetForeground(int descriptor);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int GetGroup();

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
