namespace Tests.Interop.Harness;

/// <summary>Where things are in the working tree and in what was built with the tests.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of the exported schema.</summary>
    public static string Schema { get; } = Path.Combine(Root, "proto-export");

    /// <summary>The map that the Host serves by default.</summary>
    public static string Earth { get; } = Path.Combine(Root, "Host", "Maps", "earth-80x32.txt");

    /// <summary>The sources of the programs in other languages.</summary>
    public static string Peers { get; } = Path.Combine(Root, "Tests", "Interop");

    /// <summary>
    /// A program of this solution, as it was built. Not the copy beside the tests: that lacks the assemblies that come with the tests' own
    /// framework, which is larger than a client's.
    /// </summary>
    /// <param name="project">The folder of its project.</param>
    public static Command Built(string project, string assembly, params IEnumerable<string> arguments) =>
        new(DotNet, [Path.Combine(Root, project, Path.GetRelativePath(Peers, AppContext.BaseDirectory), assembly), .. arguments]);

    // The one that runs the tests, which need not be the first in PATH.
    private static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CodeFirstSatellite.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No CodeFirstSatellite.sln above {AppContext.BaseDirectory}.");
    }
}
