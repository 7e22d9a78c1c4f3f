namespace CodeFirstSatellite.Host.Configuration;

/// <summary>The appsettings.json files and the environment in ASP.NET Core's spelling (<c>Logging__LogLevel__Default</c>).</summary>
internal static class AppSettings
{
    private const string FileName = "appsettings.json";

    /// <summary>Reads the files that there are.</summary>
    /// <exception cref="StartException">A file is not JSON.</exception>
    public static IConfigurationRoot Load()
    {
        var builder = new ConfigurationBuilder();
        foreach (string path in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory }.Select(folder => Path.Combine(folder, FileName)).Distinct())
        {
            if (File.Exists(path))
            {
                builder.AddJsonStream(new MemoryStream(File.ReadAllBytes(path)));
            }
        }

        try
        {
            return builder.AddEnvironmentVariables().Build();
        }
        catch (FormatException e)
        {
            throw new StartException(StartException.Usage, $"reading {FileName}: {e.InnerException?.Message ?? e.Message}");
        }
    }
}
