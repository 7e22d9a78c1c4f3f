namespace CodeFirstSatellite.Cli.Terminal;

/// <summary>Messages of satcli, apart from its data.</summary>
internal static class Stderr
{
    private static MessageWriter _writer = new TextMessages(Paint.None);

    /// <summary>Whether a person reads the messages on a terminal, as text.</summary>
    public static bool IsForPeople => _writer is TextMessages && !Console.IsErrorRedirected;

    /// <summary>Sets how messages are written; as plain text until then.</summary>
    public static void Use(MessageWriter writer) => _writer = writer;

    /// <summary>Writes what ended the command.</summary>
    public static void Error(CliException error) => _writer.Error(error);

    /// <summary>Writes a failure after which the command goes on.</summary>
    public static void Note(CliException failure) => _writer.Note(failure);

    /// <summary>Writes a note.</summary>
    public static void Note(string message) => _writer.Note(message);

    /// <summary>Writes what only a bug brings about: the whole exception, for whoever mends it.</summary>
    public static void Bug(Exception bug) => _writer.Bug(bug);

    /// <summary>Writes a hint for a person on a terminal, else nothing.</summary>
    public static void Courtesy(string message)
    {
        if (_writer is TextMessages text && !Console.IsErrorRedirected)
        {
            text.Courtesy(message);
        }
    }
}
