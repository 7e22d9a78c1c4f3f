namespace Tests.Architecture;

/// <summary>Which way references may point. docs/architecture.md draws it.</summary>
internal static class ArrowRules
{
    private const string Protobuf = "CodeFirst/Protobuf";
    private const string Grpc = "CodeFirst/Grpc";
    private const string Server = "CodeFirst/Grpc.AspNetCore";
    private const string Client = "CodeFirst/Grpc.Client";
    private const string Generator = "CodeFirst/Generator";
    private const string AspNetCore = "Microsoft.AspNetCore.App";

    private static readonly string[] Unruled = ["Tests/", "Benchmarks/"];

    // Packages that only the compiler meets.
    private static readonly string[] Analyzers = ["Microsoft.CodeAnalysis.PublicApiAnalyzers"];

    private static readonly ArrowRule[] Table =
    [
        new(Protobuf),

        // Google.Protobuf has the classes of descriptors, which the schema is made of; Grpc.Net.Common what both sides call a compression.
        new(Grpc)
        {
            Projects = [Protobuf],
            Packages = ["protobuf-net.Grpc", "protobuf-net", "Grpc.Core.Api", "Grpc.Net.Common", "Google.Protobuf"],
        },
        new(Server) { Projects = [Grpc], Packages = ["protobuf-net.Grpc.AspNetCore", "Grpc.AspNetCore.*"], Frameworks = [AspNetCore] },
        new(Client) { Projects = [Grpc], Packages = ["Grpc.Net.Client", "Grpc.Net.ClientFactory"] },
        new(Generator) { Packages = ["Microsoft.CodeAnalysis.CSharp"] },
        new("Contracts") { Projects = [Grpc], Analyzers = [Generator], Packages = ["protobuf-net.Grpc"] },
        new("Maps")
        {
            Packages =
            [
                "BitMiracle.LibTiff.NET", "Microsoft.Data.Sqlite.Core", "SkiaSharp", "SkiaSharp.NativeAssets.*",
                "SQLitePCLRaw.bundle_e_sqlite3",
            ],
        },
        new("Settings") { Packages = ["System.CommandLine"] },
        new("Trust"),
        new("Host")
        {
            Projects = ["Contracts", "Maps", "Settings", "Trust", Server],
            Packages =
            [
                "protobuf-net.Grpc.AspNetCore", "Grpc.AspNetCore.*", "Npgsql", "OpenTelemetry.*", "Microsoft.Extensions.Hosting.Systemd",
            ],
        },
        new("Cli")
        {
            Projects = ["Contracts", "Maps", "Settings", "Trust", Client],
            Packages = ["BigGustave", "Grpc.HealthCheck", "Grpc.Net.Client", "JpegLibrary", "System.CommandLine"],
        },

        // Contracts that it exports may be in a server's own project.
        new("proto-export") { Projects = [Grpc], Frameworks = [AspNetCore] },
        new("Templates"),
    ];

    /// <summary>The arrows that no rule allows. Tests and benchmarks may reference anything.</summary>
    public static IReadOnlyList<Arrow> Violations(IEnumerable<Arrow> arrows) =>
        [.. arrows.Where(arrow => !IsUnruled(arrow.From)
            && !(arrow.Kind == ArrowKind.Package && Analyzers.Contains(arrow.To))
            && !Table.Any(rule => rule.Project == arrow.From && rule.Allows(arrow)))];

    /// <summary>Whether the table says anything about a project, or need not.</summary>
    public static bool Know(string project) => IsUnruled(project) || Table.Any(rule => rule.Project == project);

    private static bool IsUnruled(string project) => Unruled.Any(folder => project.StartsWith(folder, StringComparison.Ordinal));
}
