using System.Text.Json;
using System.Text.RegularExpressions;
using CodeFirstSatellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>What satcli tells of itself.</summary>
[TestClass]
public sealed partial class HelpTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("help", "--help")]
    [DataRow("help get-area", "get-area --help")]
    [DataRow("help certs create", "certs create --help")]
    public async Task Help_OfACommand_IsThatOfItsOption(string arguments, string same)
    {
        SatcliProcess.Result result = await RunAsync(arguments);

        Assert.AreEqual((await RunAsync(same)).Expect(ExitCode.Done).Output, result.Expect(ExitCode.Done).Output);
        Assert.AreNotEqual("", result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Help_OfAMisspeltCommand_NamesTheNearest() =>
        (await RunAsync("help certs crate"))
            .Expect(ExitCode.Usage)
            .ExpectErrorLine("Did you mean create?")
            .ExpectErrorLine("satcli certs --help");

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ExitCodes_InHelpAndDocument_AreTheSame()
    {
        string help = (await RunAsync("--help")).Expect(ExitCode.Done).Output;
        string document = await File.ReadAllTextAsync(Path.Combine(Programs.Repository, "docs", "satcli.md"));

        foreach ((int code, string name, string meaning) in ExitCode.All)
        {
            Assert.Contains($"\n  {code,-5}{meaning}\n", help);
            Assert.Contains($"\n| {code} | `{name}` | {meaning} |\n", document);
        }

        Assert.HasCount(ExitCode.All.Count, Row.Matches(document));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Commands_OfHelp_AreInTheDocument()
    {
        string help = (await RunAsync("--help")).Expect(ExitCode.Done).Output;
        string document = await File.ReadAllTextAsync(Path.Combine(Programs.Repository, "docs", "satcli.md"));

        string list = help.Split("Commands:")[1].Split("Examples:")[0];
        string[] commands = [.. Command.Matches(list).Select(match => match.Groups[1].Value)];
        Assert.IsGreaterThan(9, commands.Length);
        foreach (string command in commands)
        {
            Assert.Contains($"| `{command}", document);
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Version_Asked_SaysWhatAReportShould()
    {
        string text = (await RunAsync("--version")).Expect(ExitCode.Done).Output;
        using JsonDocument json = JsonDocument.Parse((await RunAsync("--version --output json")).Expect(ExitCode.Done).Output);

        StringAssert.StartsWith(text, $"satcli {json.RootElement.GetProperty("version").GetString()} (", StringComparison.Ordinal);
        string runtime = json.RootElement.GetProperty("runtime").GetString()!;
        StringAssert.StartsWith(runtime, $".NET {Environment.Version.Major}.", StringComparison.Ordinal);
        Assert.Contains(runtime, text);
        Assert.Contains(json.RootElement.GetProperty("platform").GetString()!, text);
    }

    private Task<SatcliProcess.Result> RunAsync(string arguments) => SatcliProcess.RunAsync(_folder.Path, arguments.Split(' '));

    [GeneratedRegex(@"^\| \d+ \| `[a-z-]+` \|", RegexOptions.Multiline)]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"^  ([a-z][a-z-]+)\s", RegexOptions.Multiline)]
    private static partial Regex Command { get; }
}
