namespace CodeFirstSatellite.Cli.Terminal;

/// <summary>How messages are written to stderr.</summary>
internal abstract class MessageWriter
{
    /// <summary>What ended the command.</summary>
    public abstract void Error(CliException error);

    /// <summary>A failure after which the command goes on.</summary>
    public abstract void Note(CliException failure);

    public abstract void Note(string message);

    /// <summary>An exception that nobody expected.</summary>
    public abstract void Bug(Exception bug);
}
