namespace CodeFirstSatellite.Cli.Terminal;

/// <summary>Messages for people. The first line names the program, since a pipeline may have several.</summary>
internal sealed class TextMessages(Paint paint) : MessageWriter
{
    private const string Name = "satcli:";

    public override void Error(CliException error) => Write(paint.Bad(Name), error.Message);

    public override void Note(CliException failure) => Note(failure.Message);

    public override void Note(string message) => Write(Name, message);

    public override void Bug(Exception bug) =>
        Write(paint.Bad(Name), $"a mistake in satcli itself; please report it with the lines below.\n{bug}");

    /// <summary>A hint, for whoever sits at the terminal.</summary>
    public void Courtesy(string message) => Console.Error.WriteLine(paint.Faint(message));

    private static void Write(string prefix, string message) => Console.Error.WriteLine($"{prefix} {message}");
}
