using System.Text.RegularExpressions;

namespace Tests.Architecture;

/// <summary>What holds for every folder and source file.</summary>
[TestClass]
public sealed partial class SourceTests
{
    private const int LongestFile = 400;
    private const int LongestLine = 140;

    // A folder named after nothing fills with everything.
    private static readonly string[] EmptyNames = ["Common", "Shared", "Helpers", "Utils"];

    [TestMethod]
    public void Folders_Names_SayWhatIsInThem() =>
        Assert.AreEqual(
            "",
            Lines(Repository.Folders.Where(folder => EmptyNames.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase))));

    [TestMethod]
    public void CodeFirst_Files_KnowNothingOfSatellites() =>
        Assert.AreEqual("", Lines(Repository.Files("", "CodeFirst").Where(file => Says(file, Satellite))));

    // statuscodes.md: a gRPC library never makes these by itself.
    [TestMethod]
    public void CodeFirst_Files_LeaveTheApplicationsStatusCodesToIt() =>
        Assert.AreEqual("", Lines(
            from file in Repository.Files(".cs", "CodeFirst")
            where Says(file, ApplicationsStatus)
            select file));

    [TestMethod]
    [DataRow("new Status(StatusCode.OutOfRange, \"\")", true)]
    [DataRow("    /// options.Map(StatusCode.NotFound)\n    StatusCode.Internal", false)]
    [DataRow("x = StatusCode.Aborted; // gone", true)]
    public void ApplicationsStatus_Text_IsFoundWhereItIs(string text, bool found) =>
        Assert.AreEqual(found, ApplicationsStatus.IsMatch(text));

    [TestMethod]
    [DataRow("Contracts")]
    [DataRow("Host")]
    [DataRow("Cli")]
    public void Sources_ConditionalCompilation_IsNotUsed(string project) =>
        Assert.AreEqual("", Lines(Repository.Files(".cs", project).Where(file => Says(file, Conditional))));

    [TestMethod]
    public void Sources_Length_CanBeReadInOneSitting() =>
        Assert.AreEqual("", Lines(
            from file in Repository.Files(".cs")
            let length = File.ReadLines(Repository.FullPath(file)).Count()
            where length > LongestFile
            select $"{file}: {length} lines"));

    [TestMethod]
    public void Sources_Lines_EndWhereAnEditorShowsThem() =>
        Assert.AreEqual("", Lines(
            from file in Repository.Files(".cs")
            from number in LongLines(File.ReadAllText(Repository.FullPath(file)))
            select $"{file}({number}): longer than {LongestLine} columns"));

    [TestMethod]
    public void LongLines_OfALine_AreThoseBeyondTheLimit()
    {
        string longest = new('x', LongestLine);

        CollectionAssert.AreEqual(new[] { 2, 4 }, LongLines($"{longest}\n{longest}y\n\n    {longest}").ToArray());
        Assert.IsEmpty(LongLines($"{longest}\r\n"));
    }

    [TestMethod]
    [DataRow("namespace CodeFirstSatellite.Host;", true)]
    [DataRow("// a SATELLITE", true)]
    [DataRow("namespace CodeFirst.Grpc;", false)]
    public void Satellite_Text_IsFoundWhereItIs(string text, bool found) => Assert.AreEqual(found, Satellite.IsMatch(text));

    [TestMethod]
    [DataRow("class A;\n#if DEBUG\n#endif", true)]
    [DataRow("  # if DEBUG", true)]
    [DataRow("#region A", false)]
    [DataRow("// #if DEBUG", false)]
    public void Conditional_Text_IsFoundWhereItIs(string text, bool found) => Assert.AreEqual(found, Conditional.IsMatch(text));

    [GeneratedRegex(
        @"^(?!\s*//).*\bStatusCode\.(InvalidArgument|NotFound|AlreadyExists|FailedPrecondition|Aborted|OutOfRange|DataLoss)\b",
        RegexOptions.Multiline)]
    private static partial Regex ApplicationsStatus { get; }

    [GeneratedRegex("satellite", RegexOptions.IgnoreCase)]
    private static partial Regex Satellite { get; }

    [GeneratedRegex(@"^\s*#\s*if\b", RegexOptions.Multiline)]
    private static partial Regex Conditional { get; }

    private static IEnumerable<int> LongLines(string text) =>
        text.Split('\n').Index().Where(line => line.Item.TrimEnd('\r').Length > LongestLine).Select(line => line.Index + 1);

    private static bool Says(string file, Regex wanted) => wanted.IsMatch(File.ReadAllText(Repository.FullPath(file)));

    private static string Lines(IEnumerable<string> items) => string.Join('\n', items);
}
