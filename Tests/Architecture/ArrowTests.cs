namespace Tests.Architecture;

/// <summary>References point one way.</summary>
[TestClass]
public sealed class ArrowTests(TestContext context)
{
    private const string Fixtures = "Tests/Architecture/Fixtures";

    // What a template makes is a solution of its own.
    private const string Template = "Templates/codefirst-grpc";

    private static IEnumerable<string> Projects => Repository.Files(".csproj").Where(project =>
        !project.StartsWith(Fixtures, StringComparison.Ordinal) && !project.StartsWith(Template, StringComparison.Ordinal));

    [TestMethod]
    public async Task Projects_EveryReference_IsAllowed()
    {
        var arrows = await ProjectQuestion.AskAsync(Projects, context.CancellationToken);

        Assert.AreEqual("", Lines(ArrowRules.Violations(arrows)));
        Assert.Contains(new Arrow("Host", ArrowKind.Project, "CodeFirst/Grpc.AspNetCore"), arrows, "the questions are answered");
        Assert.Contains(new Arrow("Host", ArrowKind.Package, "protobuf-net.Grpc.AspNetCore"), arrows, "the questions are answered");
    }

    [TestMethod]
    public async Task Projects_OneForbiddenReference_IsCaught()
    {
        // Each fixture stands for a real project and has, beside what that one may reference, one thing that it may not.
        var arrows = await ProjectQuestion.AskAsync(Repository.Files(".csproj", Fixtures), context.CancellationToken);
        var caught = ArrowRules.Violations(arrows.Select(arrow => arrow with { From = StoodFor(arrow.From) }));

        string[] expected =
        [
            "CodeFirst/Grpc -> Grpc.Net.Client (Package)",
            "Cli -> Host (Project)",
            "Contracts -> CodeFirst/Grpc.Client (Project)",
            "Host -> CodeFirst/Generator (Project)",
            "Maps -> Microsoft.AspNetCore.App (Framework)",
        ];
        Assert.AreEqual(Lines(expected), Lines(caught.Select(arrow => arrow.ToString())));
    }

    [TestMethod]
    public void Projects_All_AreInTheTable() =>
        Assert.AreEqual("", Lines(Projects.Where(project => !ArrowRules.Know(Path.GetDirectoryName(project)!))));

    [TestMethod]
    public void Projects_All_AreInTheSolution()
    {
        var solution = File.ReadAllText(Repository.FullPath("CodeFirstSatellite.sln")).Replace('\\', '/');

        Assert.AreEqual("", Lines(Projects.Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal))));
    }

    [TestMethod]
    public void FileBasedPrograms_All_ReferenceNoProject()
    {
        var programs = Directory.EnumerateFiles(Repository.Root, "*.cs")
            .Where(file => File.ReadLines(file).Any(line => line.StartsWith("#:project", StringComparison.Ordinal)));

        Assert.AreEqual("", Lines(programs));
    }

    // Fixtures/CodeFirst.Grpc/ stands for CodeFirst/Grpc.
    private static string StoodFor(string fixture) =>
        fixture[(Fixtures.Length + 1)..].Replace("CodeFirst.", "CodeFirst/", StringComparison.Ordinal);

    private static string Lines(IEnumerable<object> items) =>
        string.Join('\n', items.Select(item => item.ToString()).Order(StringComparer.Ordinal));
}
