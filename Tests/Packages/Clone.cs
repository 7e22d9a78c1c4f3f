namespace Tests.Packages;

/// <summary>The working tree that the tests were built from.</summary>
internal static class Clone
{
    /// <summary>The one that runs the tests, which need not be the first in PATH.</summary>
    public static string DotNet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release, as the tests were built; the projects that are packed were built along.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CodeFirstSatellite.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No CodeFirstSatellite.sln above {AppContext.BaseDirectory}.");
    }
}
