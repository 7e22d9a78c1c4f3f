namespace CodeFirstSatellite.Cli.Terminal;

/// <summary>What the terminal says of itself in the environment.</summary>
internal static class TerminalDevice
{
    /// <summary>
    /// Whether it obeys escape sequences: it moves its cursor and shows colours. TERM=dumb says no, and so does its absence, except on
    /// Windows, which has no TERM.
    /// </summary>
    public static bool Obeys => Environment.GetEnvironmentVariable("TERM") switch
    {
        null or "" => OperatingSystem.IsWindows(),
        "dumb" => false,
        _ => true,
    };
}
