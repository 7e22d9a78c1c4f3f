using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>stdout as bytes. It tells a reader that has gone from a full disk.</summary>
internal static class StandardOutput
{
    /// <summary>Opens stdout.</summary>
    /// <remarks>
    /// Console's stream ignores a broken pipe, and a command would go on streaming to nobody. A FileStream reports it. But on a regular
    /// file a FileStream writes at its own offset, not at that of the programs that share the redirection, so it is used for pipes only.
    /// </remarks>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }

        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }

    /// <summary>Makes text on <see cref="Console"/> tell of failures as data does, and lets messages fail in silence.</summary>
    public static void Guard()
    {
        Encoding encoding = OperatingSystem.IsWindows() ? Console.OutputEncoding : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Console.SetOut(new StreamWriter(GuardedStream.OfData(Open(), "stdout"), encoding) { AutoFlush = true });
        Console.SetError(new StreamWriter(GuardedStream.OfMessages(Console.OpenStandardError()), encoding) { AutoFlush = true });
    }

    /// <summary>Whether an error means that the reader of our output has gone.</summary>
    public static bool IsClosedPipe(IOException e)
    {
        const int EPipe = 32;
        const int ErrorBrokenPipe = unchecked((int)0x8007006D);
        const int ErrorNoData = unchecked((int)0x800700E8);
        return e.HResult is EPipe or ErrorBrokenPipe or ErrorNoData;
    }
}
