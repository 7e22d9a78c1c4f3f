namespace CodeFirstSatellite.Cli;

/// <summary>Ends the command with a message for the person who typed it; the lines after the first help to go on.</summary>
internal sealed class CliException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;

    public static CliException Usage(string message) => new(Cli.ExitCode.Usage, message);

    /// <summary>A file that could not be read or written, said in the system's words.</summary>
    public static CliException LocalFile(string message, Exception? cause = null) => new(Cli.ExitCode.LocalFile, message, cause);
}
