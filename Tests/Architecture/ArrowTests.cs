namespace Tests.Architecture;

/// <summary>References point one way, whichever gRPC stack a project is built for.</summary>
[TestClass]
public sealed class ArrowTests(TestContext context)
{
    private const string Fixtures = "Tests/Architecture/Fixtures";

    private static IEnumerable<string> Projects => Repository.Files(".csproj").Where(project => !project.StartsWith(Fixtures, StringComparison.Ordinal));

    [TestMethod]
    public async Task Projects_EveryReference_IsAllowed()
    {
        var arrows = await ProjectQuestion.AskAsync(Projects, context.CancellationToken);

        Assert.AreEqual("", Lines(ArrowRules.Violations(arrows)));
        Assert.Contains(new Arrow("Host", "built-in", ArrowKind.Project, "CodeFirst/Grpc.Server"), arrows, "the questions reach both stacks");
        Assert.Contains(new Arrow("Host", "protobuf-net", ArrowKind.Package, "protobuf-net.Grpc.AspNetCore"), arrows, "the questions reach both stacks");
    }

    [TestMethod]
    public async Task Projects_OneForbiddenReference_IsCaught()
    {
        // Each fixture stands for a real project and has, beside what that one may reference, one thing that it may not.
        var arrows = await ProjectQuestion.AskAsync(Repository.Files(".csproj", Fixtures), context.CancellationToken);
        var caught = ArrowRules.Violations(arrows.Select(arrow => arrow with { From = StoodFor(arrow.From) }));

        string[] expected =
        [
            "CodeFirst/Grpc -> System.CommandLine (Package, GrpcStack=built-in)",
            "CodeFirst/Grpc -> System.CommandLine (Package, GrpcStack=protobuf-net)",
            "Cli -> Host (Project, GrpcStack=built-in)",
            "Cli -> Host (Project, GrpcStack=protobuf-net)",
            "Contracts -> CodeFirst/Grpc.Client (Project, GrpcStack=protobuf-net)",
            "Host -> CodeFirst/Grpc.Generator (Project, GrpcStack=built-in)",
            "Host -> CodeFirst/Grpc.Generator (Project, GrpcStack=protobuf-net)",
            "Maps -> Microsoft.AspNetCore.App (Framework, GrpcStack=built-in)",
            "Maps -> Microsoft.AspNetCore.App (Framework, GrpcStack=protobuf-net)",
        ];
        Assert.AreEqual(Lines(expected), Lines(caught.Select(arrow => arrow.ToString())));
    }

    [TestMethod]
    public void Projects_All_AreInTheTable() => Assert.AreEqual("", Lines(Projects.Where(project => !ArrowRules.Know(Path.GetDirectoryName(project)!))));

    [TestMethod]
    public void Projects_All_AreInTheSolution()
    {
        var solution = File.ReadAllText(Repository.FullPath("CodeFirstSatellite.sln")).Replace('\\', '/');

        Assert.AreEqual("", Lines(Projects.Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal))));
    }

    [TestMethod]
    public void FileBasedPrograms_All_ReferenceNoProject()
    {
        var programs = Directory.EnumerateFiles(Repository.Root, "*.cs").Where(file => File.ReadLines(file).Any(line => line.StartsWith("#:project", StringComparison.Ordinal)));

        Assert.AreEqual("", Lines(programs));
    }

    // Fixtures/CodeFirst.Grpc/ stands for CodeFirst/Grpc.
    private static string StoodFor(string fixture) => fixture[(Fixtures.Length + 1)..].Replace("CodeFirst.", "CodeFirst/", StringComparison.Ordinal);

    private static string Lines(IEnumerable<object> items) => string.Join('\n', items.Select(item => item.ToString()).Order(StringComparer.Ordinal));
}
