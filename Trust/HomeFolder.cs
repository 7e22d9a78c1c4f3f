namespace CodeFirstSatellite.Trust;

/// <summary>The user's home folder.</summary>
public static class HomeFolder
{
    private const string Variable = "HOME";

    /// <summary>
    /// Sets HOME where it is missing. On Linux .NET looks there for certificates that the user distrusts whenever it builds a chain, and
    /// fails if there is neither HOME nor an entry in passwd, as in containers with an arbitrary user id. Call this before the first
    /// certificate is checked.
    /// </summary>
    public static void Ensure()
    {
        if (!OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable(Variable) is null or "")
        {
            // From passwd, or else the root folder.
            Environment.SetEnvironmentVariable(
                Variable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify));
        }
    }
}
