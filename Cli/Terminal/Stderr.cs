namespace CodeFirstSatellite.Cli.Terminal;

/// <summary>Messages of satcli, apart from its data.</summary>
internal static class Stderr
{
    /// <summary>
    /// Writes an error or a note. The first line names the program, since a pipeline may have several.
    /// </summary>
    public static void Note(string message) => Console.Error.WriteLine("satcli: " + message);

    /// <summary>Writes a hint, only if stderr is a terminal.</summary>
    public static void Courtesy(string message)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(message);
        }
    }
}
