using System.Diagnostics;

namespace Tests.Satellite.Harness;

/// <summary>
/// The Host and satcli that the tests start: those in the folder that SATELLITE_PROGRAMS names, as `dotnet publish` made them for this
/// machine, or else those of the build.
/// </summary>
internal static class Programs
{
    private const string Variable = "SATELLITE_PROGRAMS";

    /// <summary>The folder of the solution.</summary>
    public static string Repository => OwnFolder.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;

    /// <summary>The command line of the Host as it was built.</summary>
    public static IReadOnlyList<string> BuiltHost { get; } =
        ["dotnet", Path.Combine(AppContext.BaseDirectory, "CodeFirstSatellite.Host.dll")];

    /// <summary>The command line of the Host, without arguments.</summary>
    public static IReadOnlyList<string> Host { get; } = Published("host/CodeFirstSatellite.Host") ?? BuiltHost;

    /// <summary>The command line of satcli, without arguments.</summary>
    public static IReadOnlyList<string> Satcli { get; } = Published("satcli/satcli") ?? ["dotnet", BuiltSatcli()];

    /// <summary>How to start a process of it.</summary>
    public static ProcessStartInfo Start(IReadOnlyList<string> program, IEnumerable<string> arguments) =>
        new(program[0], [.. program.Skip(1), .. arguments]);

    // Tests/Satellite/bin/CONFIGURATION/FRAMEWORK.
    private static DirectoryInfo OwnFolder => new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private static string[]? Published(string path)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            return null;
        }

        string program = Path.Combine(folder, path);
        return File.Exists(program)
            ? [program]
            : throw new FileNotFoundException($"{Variable} is set to {folder}, where {path} is missing; unset it, or run Tests/run.sh.");
    }

    // In the folder that it was built into. The copy beside the tests lacks assemblies that the Host, and so the tests, have from ASP.NET
    // Core.
    private static string BuiltSatcli() => Path.Combine(Repository, "Cli", "bin", OwnFolder.Parent!.Name, OwnFolder.Name, "satcli.dll");
}
