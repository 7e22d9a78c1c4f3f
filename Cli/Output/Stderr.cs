namespace CodeFirstSatellite.Cli.Output;

/// <summary>What satcli says beside its data.</summary>
internal static class Stderr
{
    /// <summary>
    /// An error, or something that the person should know: the first line names the program, as it does in a pipeline of several.
    /// </summary>
    public static void Note(string message) => Console.Error.WriteLine("satcli: " + message);

    /// <summary>A courtesy to a person at a terminal; a script's log is spared it.</summary>
    public static void Courtesy(string message)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(message);
        }
    }
}
