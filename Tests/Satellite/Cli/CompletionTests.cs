using CodeFirstSatellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>The Tab key in real shells.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class CompletionTests(TestContext context)
{
    [TestMethod]
    [Timeout(300_000, CooperativeCancellation = true)]
    [DataRow("bash")]
    [DataRow("zsh")]
    [DataRow("fish")]
    [DataRow("pwsh")]
    public async Task Word_WithOneContinuation_IsCompleted(string name)
    {
        Requirement.Check(context, name, Shell.Needs(name), Requirement.Program("script", "bsdutils"));
        using var shell = new Shell();
        Directory.CreateDirectory(Path.Combine(shell.Folder, "my-certs"));
        await File.WriteAllTextAsync(Path.Combine(shell.Folder, "today.mbtiles"), "");
        await SatcliProcess.RunAsync(shell.Folder, "profile", "add", "berlin", "--server", "https://localhost:1");

        await Expect("satcli get-im", "get-image");
        await Expect("satcli certs cr", "create");
        await Expect("satcli help profile us", "use");
        await Expect("satcli get-area --bb", "--bbox");
        await Expect("satcli get-area --format nd", "ndjson");
        await Expect("satcli get-area --format=nd", "--format=ndjson");
        await Expect("satcli maps --profile ber", "berlin");
        await Expect("satcli profile remove ber", "berlin");
        await Expect("satcli maps --certs my-c", "my-certs");
        await Expect("satcli put-area tod", "today.mbtiles");

        async Task Expect(string line, string word)
        {
            string completed = await shell.CompleteAsync(name, line);
            string last = name switch
            {
                "fish" or "pwsh" => Assert.ContainsSingle(completed.TrimEnd('\n').Split('\n'), completed).Split('\t')[0],
                _ => completed.TrimEnd().TrimEnd('>').Split("><")[^1],
            };
            string slim = last.StartsWith("./", StringComparison.Ordinal) ? last[2..] : last;
            Assert.AreEqual(word, slim.TrimEnd('/'), $"{line} became {completed}");
        }
    }

    [TestMethod]
    [Timeout(300_000, CooperativeCancellation = true)]
    [DataRow("fish")]
    [DataRow("pwsh")]
    public async Task Word_WithSeveralContinuations_IsExplained(string name)
    {
        Requirement.Check(context, name, Shell.Needs(name));
        using var shell = new Shell();

        string[] lines = (await shell.CompleteAsync(name, "satcli get-")).TrimEnd('\n').Split('\n');

        CollectionAssert.AreEquivalent(
            new[] { "get-image\tGet the image of one cell.", "get-area\tStream the images of a rectangle, written as they arrive." },
            lines);
    }

    [TestMethod]
    [Timeout(300_000, CooperativeCancellation = true)]
    [DataRow("bash")]
    [DataRow("zsh")]
    [DataRow("fish")]
    [DataRow("pwsh")]
    public async Task Map_OfARunningServer_IsCompleted(string name)
    {
        Requirement.Check(context, name, Shell.Needs(name), Requirement.Program("script", "bsdutils"));
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        using var shell = new Shell(new Dictionary<string, string>
        {
            ["SATCLI_CERTS"] = satcli.Certificates.Folder,
            ["SATCLI_DEADLINE"] = "60s",
        });

        Assert.Contains("blue-marble", await shell.CompleteAsync(name, $"satcli get-area --server {satcli.Host.Address} --map blue"));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Map_WithoutAServer_CompletesNothingAndSaysNothing()
    {
        using var folder = new ScratchFolder();

        SatcliProcess.Result result = await SatcliProcess.RunAsync(
            folder.Path,
            "complete", "4", "--", "get-area", "--server", "https://localhost:1", "--map");

        Assert.AreEqual(":values\n", result.Expect(ExitCode.Done).Output);
        Assert.AreEqual("", result.Error);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("2 -- get-area --format", "auto map ndjson raw", DisplayName = "values of an option")]
    [DataRow("2 -- get-area --ll", "", DisplayName = "value that nobody knows")]
    [DataRow("3 -- get-area --ll 1,1 --l", "", DisplayName = "option that is there already")]
    [DataRow("1 -- certs --t", "", DisplayName = "option of a server, where none is called")]
    [DataRow("2 -- get-area --verbose --bb", "--bbox", DisplayName = "behind a switch")]
    [DataRow("1 -- completion", "bash zsh fish powershell", DisplayName = "values of an argument")]
    public async Task Answer_OfTheProgram_IsWhatCanStandThere(string arguments, string expected)
    {
        using var folder = new ScratchFolder();

        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, ["complete", .. arguments.Split(' ')]);

        string[] lines = result.Expect(ExitCode.Done).Output.TrimEnd('\n').Split('\n');
        Assert.AreEqual(":values", lines[0]);
        Assert.AreEqual(expected, string.Join(' ', lines[1..].Select(line => line.Split('\t')[0])));
    }
}
