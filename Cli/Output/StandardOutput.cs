using Microsoft.Win32.SafeHandles;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>The bytes of stdout, with a reader that went away told from a disk that is full.</summary>
internal static class StandardOutput
{
    /// <summary>Opens stdout.</summary>
    /// <remarks>
    /// The stream that Console gives swallows a broken pipe, and a command would go on streaming to nobody; a FileStream does
    /// not. But a FileStream on a regular file writes at offsets of its own, beside those of the other programs that share
    /// the redirection, so it is taken for pipes alone.
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

    /// <summary>Whether an error means that the reader of our output has gone.</summary>
    public static bool IsClosedPipe(IOException e)
    {
        const int EPipe = 32;
        const int ErrorBrokenPipe = unchecked((int)0x8007006D);
        const int ErrorNoData = unchecked((int)0x800700E8);
        return e.HResult is EPipe or ErrorBrokenPipe or ErrorNoData;
    }
}
