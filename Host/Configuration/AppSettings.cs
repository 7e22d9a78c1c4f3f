namespace CodeFirstSatellite.Host.Configuration;

/// <summary>The appsettings.json files and the environment in ASP.NET Core's spelling (<c>Logging__LogLevel__Default</c>).</summary>
internal static class AppSettings
{
    private const string FileName = "appsettings.json";

    /// <summary>Reads the files that exist.</summary>
    /// <exception cref="StartException">A file cannot be read as JSON.</exception>
    public static IConfigurationRoot Load()
    {
        var builder = new ConfigurationBuilder();
        foreach (string folder in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            // Adding a missing file would still load everything that reads JSON.
            string path = Path.Combine(folder, FileName);
            if (File.Exists(path))
            {
                builder.AddJsonFile(path);
            }
        }

        try
        {
            return builder.AddEnvironmentVariables().Build();
        }
        catch (InvalidDataException e)
        {
            throw new StartException(StartException.Usage, $"{e.Message} {e.GetBaseException().Message}");
        }
    }
}
