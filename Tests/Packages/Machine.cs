using Tests.Interop.Harness;

namespace Tests.Packages;

/// <summary>
/// A developer's machine that has the .NET SDK and knows nothing of this repository: packages and templates that are installed on it go
/// into folders of this run.
/// </summary>
[TestClass]
public static class Machine
{
    // The first python3 in PATH may be one without the distribution's modules.
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<string> Root = new(() => Directory.CreateTempSubdirectory("packages-test-").FullName);
    private static readonly Lazy<Dictionary<string, string?>> Variables = new(MakeVariables);

    /// <summary>Makes an empty folder.</summary>
    internal static string MakeFolder(string name) => Directory.CreateDirectory(Path.Combine(Root.Value, name)).FullName;

    /// <summary>A program with its arguments, to run in a folder.</summary>
    internal static Command Program(string folder, string program, params string[] arguments) =>
        new(program, arguments) { Environment = Variables.Value, WorkingDirectory = folder };

    /// <summary>Runs dotnet in a folder to its end.</summary>
    internal static Task<FinishedProgram> DotNetAsync(string folder, CancellationToken cancellation, params string[] arguments) =>
        FinishedProgram.RunAsync(Program(folder, Clone.DotNet, arguments), cancellation);

    [AssemblyCleanup]
    public static void Remove()
    {
        if (Root.IsValueCreated)
        {
            Directory.Delete(Root.Value, recursive: true);
        }
    }

    private static Dictionary<string, string?> MakeVariables()
    {
        string programs = MakeFolder("bin");
        if (File.Exists(Python))
        {
            File.CreateSymbolicLink(Path.Combine(programs, "python3"), Python);
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string downloaded = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget", "packages");
        bool hasOurs = Directory.Exists(downloaded) && Directory.EnumerateDirectories(downloaded, "codefirst.*").Any();
        return new()
        {
            ["PATH"] = $"{programs}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
            ["DOTNET_CLI_HOME"] = MakeFolder("home"),
            ["DOTNET_NOLOGO"] = "1",
            ["NUGET_PACKAGES"] = MakeFolder("cache"),

            // Others' packages need not be downloaded again; ours must be those that were packed here.
            ["NUGET_FALLBACK_PACKAGES"] = hasOurs ? null : downloaded,

            // Build servers would outlive the run, with its pipes open.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",

            // The test host's own, which a build would take for its properties.
            ["MSBuildSDKsPath"] = null,
            ["MSBUILD_EXE_PATH"] = null,
        };
    }
}
