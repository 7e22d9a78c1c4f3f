using System.Text.RegularExpressions;

namespace Tests.Architecture;

/// <summary>What holds for the sources of tests.</summary>
[TestClass]
public sealed partial class TestSourceTests
{
    private const int LongestName = 69;

    /// <summary>Where a test may let time pass, and why. Whoever waits for something waits for its event.</summary>
    private static readonly Dictionary<string, string> Pauses = new()
    {
        ["Tests/CodeFirst/Engine/StreamBatchTests.cs"] = "a producer that blocks its thread is what is tried",
        ["Tests/Interop/InteropClient/Cases/SoakCases.cs"] = "the official --soak_min_time_ms_between_rpcs",
        ["Tests/Interop/InteropServer/OfficialService.cs"] = "the official interval_us between responses",
        ["Tests/Satellite/Harness/FaultProxy.cs"] = "a line that takes time is what is tried",
    };

    // A file in which patterns stand as text.
    private static IEnumerable<string> Sources =>
        Repository.Files(".cs", "Tests").Where(file => !file.EndsWith("/TestSourceTests.cs", StringComparison.Ordinal));

    [TestMethod]
    public void Names_OfTests_AreSubjectConditionAndOutcome()
    {
        var names = Sources
            .SelectMany(file => NamesIn(File.ReadAllText(Repository.FullPath(file))).Select(name => (File: file, Name: name)))
            .ToList();

        Assert.AreEqual("", Lines(names.Where(test => !IsName(test.Name)).Select(test => $"{test.File}: {test.Name}")));
        Assert.IsGreaterThan(700, names.Count, "the names are found");
    }

    [TestMethod]
    [DataRow("Stream_LeftEarly_IsCancelledOnTheServer", true)]
    [DataRow("Stream_IsCancelled", false)]
    [DataRow("Stream_LeftEarly_IsCancelled_OnTheServer", false)]
    [DataRow("Stream_leftEarly_IsCancelled", false)]
    [DataRow("Subject_Condition_OutcomeWhoseNameIsJustAsLongAsTheLimitOf69Characters", false, DisplayName = "70 characters")]
    [DataRow("Subject_Condition_OutcomeWhoseNameIsJustAsLongAsTheLimitOf69Character", true, DisplayName = "69 characters")]
    public void IsName_Text_IsRightWhereItIsAName(string name, bool isName) => Assert.AreEqual(isName, IsName(name));

    [TestMethod]
    public void NamesIn_Source_AreThoseOfItsTests()
    {
        const string Source = """
            public sealed class SomeTests
            {
                [TestMethod]
                [DataRow(1)]
                [DataRow("text")]
                public async Task First_Of_Them(int number)
                {
                }

                public void Dispose() => Second();

                [TestMethod]
                public void Second_Of_Them() => Check(() => 1);
            }
            """;

        CollectionAssert.AreEqual(new[] { "First_Of_Them", "Second_Of_Them" }, NamesIn(Source).ToArray());
    }

    [TestMethod]
    public void Tests_Waiting_WaitForEvents() =>
        CollectionAssert.AreEquivalent(
            Pauses.Keys.ToArray(),
            Sources.Where(file => Pause.IsMatch(File.ReadAllText(Repository.FullPath(file)))).ToArray());

    [TestMethod]
    [DataRow("await Task.Delay(100);", true)]
    [DataRow("await Task.Delay(TimeSpan.FromSeconds(1), token);", true)]
    [DataRow("Thread.Sleep(1);", true)]
    [DataRow("using var timer = new PeriodicTimer(tick);", true)]
    [DataRow("SpinWait.SpinUntil(() => done);", true)]
    [DataRow("await Task.Delay(Timeout.Infinite, token);", false, DisplayName = "until the token is cancelled")]
    [DataRow("await done.Task.WaitAsync(patience);", false)]
    public void Pause_Text_IsFoundWhereItIs(string text, bool found) => Assert.AreEqual(found, Pause.IsMatch(text));

    /// <summary>The method after each attribute; text that a test compiles stands further to the right than members do.</summary>
    private static IEnumerable<string> NamesIn(string source) =>
        TestMethod.Matches(source).Select(test => Method.Match(source, test.Index)).Select(method => method.Groups[1].Value);

    private static bool IsName(string name) => name.Length <= LongestName && Name.IsMatch(name);

    private static string Lines(IEnumerable<string> items) => string.Join('\n', items);

    [GeneratedRegex(@"^    \[TestMethod\b", RegexOptions.Multiline)]
    private static partial Regex TestMethod { get; }

    [GeneratedRegex(@"^    public [^(=]*?(\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Method { get; }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*_[A-Z][A-Za-z0-9]*_[A-Z][A-Za-z0-9]*$")]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"\bTask\.Delay\((?!Timeout\.Infinite\b)|\bThread\.Sleep\(|\bSpinWait\b|\bPeriodicTimer\b")]
    private static partial Regex Pause { get; }
}
