using System.Text.Json;

namespace CodeFirstSatellite.Cli;

/// <summary>Ends the command with a message for the person who typed it. Lines after the first say what to do.</summary>
internal sealed class CliException : Exception
{
    public CliException(int exitCode, string message, Exception? cause = null)
        : base(message, cause)
    {
        ExitCode = exitCode;
        Detail = message;
    }

    private CliException(string status, string detail, Exception? cause)
        : base(detail.Length == 0 ? status : $"{status}: {detail}", cause)
    {
        ExitCode = Cli.ExitCode.CallFailed;
        Status = status;
        Detail = detail;
    }

    public int ExitCode { get; }

    /// <summary>The gRPC status that ended the call, as gRPC's documents spell it, such as OUT_OF_RANGE; null if no call ended.</summary>
    public string? Status { get; }

    /// <summary>The message without the status.</summary>
    public string Detail { get; }

    /// <summary>The call ended with a status other than OK, or did so after several attempts.</summary>
    public static CliException Call(StatusCode status, string detail, Exception? cause = null) =>
        new(JsonNamingPolicy.SnakeCaseUpper.ConvertName(status.ToString()), detail, cause);

    public static CliException Usage(string message) => new(Cli.ExitCode.Usage, message);

    /// <summary>A file could not be read or written; the message is the system's.</summary>
    public static CliException LocalFile(string message, Exception? cause = null) => new(Cli.ExitCode.LocalFile, message, cause);
}
