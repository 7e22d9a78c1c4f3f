namespace Tests.Architecture;

/// <summary>Which way references may point. docs/architecture.md draws it.</summary>
internal static class ArrowRules
{
    private const string Protobuf = "CodeFirst/Protobuf";
    private const string Grpc = "CodeFirst/Grpc";
    private const string Server = "CodeFirst/Grpc.Server";
    private const string Client = "CodeFirst/Grpc.Client";
    private const string Generator = "CodeFirst/Grpc.Generator";
    private const string AspNetCore = "Microsoft.AspNetCore.App";

    private const string BuiltIn = "built-in";
    private const string ProtobufNet = "protobuf-net";

    private static readonly string[] Unruled = ["Tests/", "Benchmarks/"];

    private static readonly ArrowRule[] Table =
    [
        new(Protobuf),
        new(Grpc) { Projects = [Protobuf], Analyzers = [Generator] },
        new(Server) { Projects = [Grpc], Analyzers = [Generator], Frameworks = [AspNetCore] },
        new(Client) { Projects = [Grpc] },
        new(Generator) { Packages = ["Microsoft.CodeAnalysis.CSharp"] },
        new("Contracts") { Stack = BuiltIn, Projects = [Grpc], Analyzers = [Generator] },
        new("Contracts") { Stack = ProtobufNet, Packages = ["protobuf-net", "protobuf-net.Grpc", "Grpc.Core.Api"] },
        new("Maps") { Packages = ["Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.bundle_e_sqlite3"] },
        new("Host") { Stack = BuiltIn, Projects = ["Contracts", "Maps", Server], Packages = ["Npgsql"] },
        new("Host") { Stack = ProtobufNet, Projects = ["Contracts", "Maps"], Packages = ["Npgsql", "protobuf-net.Grpc.AspNetCore", "Grpc.AspNetCore.Server"] },
        new("Cli") { Stack = BuiltIn, Projects = ["Contracts", "Maps", Client], Packages = ["System.CommandLine"] },
        new("Cli") { Stack = ProtobufNet, Projects = ["Contracts", "Maps"], Packages = ["System.CommandLine", "Grpc.Net.Client"] },
        new("proto-export") { Projects = ["Contracts", Grpc] },
    ];

    /// <summary>The arrows that no rule allows. Tests and benchmarks may reference anything.</summary>
    public static IReadOnlyList<Arrow> Violations(IEnumerable<Arrow> arrows) =>
        [.. arrows.Where(arrow => !IsUnruled(arrow.From) && !Table.Any(rule => rule.IsAbout(arrow) && rule.Allows(arrow)))];

    /// <summary>Whether the table says anything about a project, or need not.</summary>
    public static bool Know(string project) => IsUnruled(project) || Table.Any(rule => rule.Project == project);

    private static bool IsUnruled(string project) => Unruled.Any(folder => project.StartsWith(folder, StringComparison.Ordinal));
}
