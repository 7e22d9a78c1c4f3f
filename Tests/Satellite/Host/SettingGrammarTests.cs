using CodeFirstSatellite.Cli;
using CodeFirstSatellite.Cli.Commands;
using CodeFirstSatellite.Host.Configuration;
using static Tests.Satellite.Harness.HostSettings;

namespace Tests.Satellite.Host;

/// <summary>Lists and durations are written in one way wherever they stand.</summary>
[TestClass]
public sealed class SettingGrammarTests
{
    [TestMethod]
    [DataRow("""{ "Satellite": { "Tokens": "a,b", "Urls": "https://127.0.0.1:1;https://*:2" } }""", DisplayName = "text")]
    [DataRow("""{ "Satellite": { "Tokens": ["a", "b"], "Urls": ["https://127.0.0.1:1", "https://*:2"] } }""", DisplayName = "arrays")]
    public void Read_ListsInFile_AreTaken(string json)
    {
        SatelliteOptions options = Read(json: json);

        CollectionAssert.AreEqual(new[] { "a", "b" }, options.Tokens.ToArray());
        Assert.AreEqual("https://127.0.0.1:1 https://*:2", string.Join(' ', options.Urls));
    }

    [TestMethod]
    [DataRow("Urls", "https://127.0.0.1:1", "https://127.0.0.1:2", true)]
    [DataRow("Tokens", "first", "second", false)]
    [DataRow("Writers", "berlin.example", "spiffe://example/1", true)]
    public void Read_List_HasOneGrammarWhereverItStands(string key, string first, string second, bool alsoSemicolon)
    {
        string name = $"--{key.ToLowerInvariant()}";
        SatelliteOptions[] all =
        [
            Read([name, $"{first},{second}"]),
            Read([name, $"{first} , {second}"]),
            Read([name, first, $"{name}={second}"]),
            Read(environment: new Dictionary<string, string> { [$"SATELLITE_{key.ToUpperInvariant()}"] = $"{first},{second}" }),
            Read(json: $$"""{ "Satellite": { "{{key}}": "{{first}},{{second}}" } }"""),
            Read(json: $$"""{ "Satellite": { "{{key}}": ["{{first}}", "{{second}}"] } }"""),
            .. alsoSemicolon ? [Read([name, $"{first};{second}"])] : Array.Empty<SatelliteOptions>(),
        ];

        foreach (SatelliteOptions options in all)
        {
            object list = typeof(SatelliteOptions).GetProperty(key)!.GetValue(options)!;
            Assert.AreEqual($"{first} {second}", string.Join(' ', ((IEnumerable<object>)list)));
        }
    }

    [TestMethod]
    public void Read_TokenWithASemicolon_IsOne() =>
        Assert.AreEqual("a;b", Assert.ContainsSingle(Read(["--tokens", "a;b"]).Tokens));

    [TestMethod]
    [DataRow("0", false)]
    [DataRow("500ms", true)]
    [DataRow("1.5s", true)]
    [DataRow(".5m", true)]
    [DataRow("0.01h", true)]
    [DataRow("1e3ms", false)]
    [DataRow("1 s", false)]
    [DataRow("-1s", false)]
    [DataRow("5", false)]
    public void Duration_OnBothSides_HasOneGrammar(string text, bool isOne)
    {
        if (isOne)
        {
            Assert.AreEqual(Read(["--send-delay", text]).SendDelay, Value.Duration("--deadline", text));
            return;
        }

        CliException e = Assert.ThrowsExactly<CliException>(() => Value.Duration("--deadline", text));
        Assert.AreEqual($"--deadline: '{text}' is not a duration such as 500ms, 10s or 2m, above zero and of at most 576h.", e.Message);
        if (text != "0")
        {
            Assert.AreEqual(
                $"--send-delay: expected a duration such as 500ms, 10s or 2m, of at most 1m, got '{text}'",
                Refused(["--send-delay", text]));
        }
    }

    [TestMethod]
    [DataRow("0", 0)]
    [DataRow("0ms", 0)]
    [DataRow("500ms", 500)]
    [DataRow("10s", 10_000)]
    [DataRow("1m", 60_000)]
    [DataRow("1.5s", 1_500)]
    [DataRow("60000ms", 60_000, DisplayName = "the longest")]
    [DataRow("0.0166h", 59_760)]
    public void Read_Duration_IsNumberAndUnit(string value, int milliseconds) =>
        Assert.AreEqual(milliseconds, Read(["--send-delay", value]).SendDelay.TotalMilliseconds);
}
