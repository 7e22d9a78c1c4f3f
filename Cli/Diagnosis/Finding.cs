namespace CodeFirstSatellite.Cli.Diagnosis;

/// <summary>What a check found.</summary>
/// <param name="Check">What was checked, in kebab case.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Message">What was found. Lines after the first say more, and what to do.</param>
/// <param name="ExitCode">The exit code of a call that fails of this.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Message, int ExitCode = Cli.ExitCode.Done)
{
    public static Finding Ok(string check, string message) => new(check, Verdict.Ok, message);

    public static Finding Warning(string check, string message) => new(check, Verdict.Warning, message);

    public static Finding Skipped(string check, string message) => new(check, Verdict.Skipped, message);

    public static Finding Failed(string check, CliException e) => new(check, Verdict.Failed, e.Message, e.ExitCode);

    /// <summary>The server will not connect, or we will not.</summary>
    public static Finding NoConnection(string check, string message) => new(check, Verdict.Failed, message, Cli.ExitCode.NoConnection);

    public static Finding LocalFile(string check, string message) => new(check, Verdict.Failed, message, Cli.ExitCode.LocalFile);
}
