using CodeFirstSatellite.Host.Configuration;

namespace CodeFirstSatellite.Host;

/// <summary>stdout, which has what the Host was asked to print, and the line that says where it listens.</summary>
internal static class StandardOutput
{
    /// <exception cref="StartException">stdout is closed, or its disk is full. Who waits for the line would do so for ever.</exception>
    public static void Write(string text)
    {
        try
        {
            Console.Out.Write(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                StartException.Failure, $"writing to stdout: {e.Message.TrimEnd('.')}; if nobody reads it, redirect it: > /dev/null");
        }
    }
}
