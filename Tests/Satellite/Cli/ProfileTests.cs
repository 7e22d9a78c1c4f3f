using System.Text.Json;
using CodeFirstSatellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>Profiles: servers and certificates under a name, in a file of the person's.</summary>
[TestClass]
public sealed class ProfileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private string ConfigFile => Path.Combine(_folder.Path, ".config", "satcli", "config.json");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Profile_First_IsUsedFromAnyFolder()
    {
        await using RunningHost host = await RunningHost.StartAsync("--tokens", "open");
        await File.WriteAllTextAsync(_folder["token"], "open\n");
        string certs = Path.GetRelativePath(_folder.Path, host.Certificates.Folder);
        (await RunAsync($"profile add berlin --server {host.Process.Address} --certs {certs} --token-file token --map blue-marble"))
            .Expect(ExitCode.Done);
        Directory.CreateDirectory(_folder["elsewhere"]);

        SatcliProcess.Result result = await SatcliProcess.RunAsync(
            _folder["elsewhere"],
            new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _folder[".config"] },
            "get-image", "--x", "1", "--y", "1", "--verbose");

        result.Expect(ExitCode.Done).ExpectErrorLine($"satcli: profile berlin of {ConfigFile}");
        Assert.IsGreaterThan(100, result.Bytes.Length, "a picture of blue-marble");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("", null, "https://profile.invalid", DisplayName = "profile")]
    [DataRow("", "https://variable.invalid", "https://variable.invalid", DisplayName = "variable over profile")]
    [DataRow("--server https://option.invalid", "https://variable.invalid", "https://option.invalid", DisplayName = "option over both")]
    [DataRow("--profile other", null, "https://other.invalid", DisplayName = "another profile")]
    [DataRow("--profile empty", null, "https://localhost:8000", DisplayName = "default under all")]
    public async Task Server_GivenInSeveralPlaces_IsTheNearest(string options, string? variable, string expected)
    {
        using var certificates = new TestCertificates();
        await WriteAsync($$"""
            {
              "default": "berlin",
              "profiles": {
                "berlin": { "server": "https://profile.invalid" },
                "other": { "server": "https://other.invalid" },
                "empty": {}
              }
            }
            """);
        var environment = new Dictionary<string, string> { ["SATCLI_CERTS"] = certificates.Folder };
        if (variable is not null)
        {
            environment["SATCLI_SERVER"] = variable;
        }

        SatcliProcess.Result result = await SatcliProcess.RunAsync(
            _folder.Path,
            environment,
            $"maps --verbose --deadline 30s {options}".Split(' ', StringSplitOptions.RemoveEmptyEntries));

        result.ExpectErrorLine($"satcli: calling {expected}");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("", "profile-certs/ca-cert.pem, single.pem, profile-certs/client-key.pem", DisplayName = "profile")]
    [DataRow("--certs mine", "mine/ca-cert.pem, mine/client-cert.pem, mine/client-key.pem", DisplayName = "folder over single file")]
    [DataRow("--key my.pem", "profile-certs/ca-cert.pem, single.pem, my.pem", DisplayName = "single file over folder")]
    public async Task Certificates_OfAProfile_AreRelativeToItsFile(string options, string expected)
    {
        await WriteAsync("""{"default":"a","profiles":{"a":{"certs":"profile-certs","cert":"single.pem"}}}""");

        SatcliProcess.Result result = await RunAsync($"maps {options}");

        string folder = Path.GetDirectoryName(ConfigFile) + Path.DirectorySeparatorChar;
        string error = result.Expect(ExitCode.LocalFile).Error.Replace(folder, "", StringComparison.Ordinal);
        StringAssert.StartsWith(error, $"satcli: {expected}: no such file.", StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("{\n  \"profiles\": {\n    \"a\": { \"servr\": \"x\" }\n  }\n}", ":3:12: there is no setting 'servr'. Did you mean server?")]
    [DataRow("{\"profile\": {}}", ":1:2: there is no setting 'profile'. Did you mean profiles?")]
    [DataRow("{\"profiles\": {\"a\": {\"server\": 7}}}", ":1:31: here should be text in quotes for server.")]
    [DataRow("{\"profiles\": {\"a\": {\"certs\": \"x\", \"certs\": \"y\"}}}", ":1:35: certs is there twice.")]
    [DataRow("{\"profiles\": {\"a\": {}, \"a\": {}}}", ":1:24: profile 'a' is there twice.")]
    [DataRow("{\"profiles\": []}", ":1:14: here should be an object")]
    [DataRow("{\n\"default\" \"a\"}", ":2:11: this is not JSON:")]
    [DataRow("", ":1:1: this is not JSON:")]
    [DataRow("{\"default\": \"b\", \"profiles\": {\"a\": {}}}", ": default: there is no profile 'b' in ")]
    [DataRow("{\"default\":\"a\",\"profiles\":{\"a\":{\"server\":\"x\"}}}", ": server of profile 'a': 'x' is not an address")]
    public async Task File_Wrong_IsNamedWithItsPlace(string text, string expected)
    {
        await WriteAsync(text);

        (await RunAsync("maps")).Expect(ExitCode.Usage).ExpectError($"satcli: {ConfigFile}{expected}");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Profile_Misspelt_IsAnErrorWithTheNearest()
    {
        await WriteAsync("""{"profiles":{"berlin":{},"paris":{}}}""");

        (await RunAsync("maps --profile berln"))
            .Expect(ExitCode.Usage)
            .ExpectError($"--profile: there is no profile 'berln' in {ConfigFile}; there are berlin, paris. Did you mean berlin?");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Profiles_AddedUsedAndRemoved_AreListed()
    {
        await RunAsync("profile add berlin --server https://berlin.example.org --certs certs --deadline 5s");
        await RunAsync("profile add paris --server https://paris.example.org");
        Assert.AreEqual($"""
               NAME    SERVER                      CERTS
            *  berlin  https://berlin.example.org  {_folder["certs"]}
               paris   https://paris.example.org   -

            """, (await RunAsync("profile list")).Expect(ExitCode.Done).Output);

        (await RunAsync("profile use paris")).Expect(ExitCode.Done);
        (await RunAsync("profile remove berlin")).Expect(ExitCode.Done);
        JsonElement left = Assert.ContainsSingle((await RunAsync("profile list --format json")).Expect(ExitCode.Done).Lines);
        Assert.AreEqual("""{"name":"paris","default":true,"server":"https://paris.example.org"}""", left.GetRawText());

        string shown = (await RunAsync("profile show")).Expect(ExitCode.Done).Output;
        Assert.AreEqual($"profile  paris, the default\nfile     {ConfigFile}\nserver   https://paris.example.org\n", shown);
        (await RunAsync("profile remove paris")).Expect(ExitCode.Done);
        (await RunAsync("profile show")).Expect(ExitCode.Usage).ExpectErrorLine("satcli profile list");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("profile add berlin --server localhost:1", "--server: 'localhost:1' is not an address; write https://localhost:1")]
    [DataRow("profile add berlin --deadline soon", "--deadline: 'soon' is not a duration")]
    [DataRow("profile add berlin --server https://a --token t", "a profile holds no token")]
    [DataRow("profile add berlin", "which server?")]
    [DataRow("profile add ../x --certs c", "'../x' cannot name a profile")]
    [DataRow("profile remove berlin", "there is no profile 'berlin'")]
    public async Task Profile_Refused_ChangesNothing(string arguments, string expected)
    {
        (await RunAsync(arguments)).Expect(ExitCode.Usage).ExpectError(expected);
        Assert.IsFalse(File.Exists(ConfigFile));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Profile_OfATakenName_NeedsForce()
    {
        await RunAsync("profile add berlin --server https://one.example.org");
        (await RunAsync("profile add berlin --server https://two.example.org"))
            .Expect(ExitCode.Usage)
            .ExpectErrorLine("satcli profile show berlin");
        Assert.Contains("one.example.org", (await RunAsync("profile show berlin")).Output);

        (await RunAsync("profile add berlin --server https://two.example.org --force")).Expect(ExitCode.Done);
        Assert.Contains("two.example.org", (await RunAsync("profile show berlin")).Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Home_Missing_IsAsIfThereWereNoProfiles()
    {
        var nowhere = new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = "", ["HOME"] = "" };

        (await SatcliProcess.RunAsync(_folder.Path, nowhere, "maps")).Expect(ExitCode.LocalFile).ExpectError("certs/ca-cert.pem");
        (await SatcliProcess.RunAsync(_folder.Path, nowhere, "profile", "list")).Expect(ExitCode.Done);
        (await SatcliProcess.RunAsync(_folder.Path, nowhere, "maps", "--profile", "x"))
            .Expect(ExitCode.Usage)
            .ExpectError("neither HOME nor XDG_CONFIG_HOME is set");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Token_FromAFile_IsOneOfTwoAtMost()
    {
        await File.WriteAllTextAsync(_folder["token"], "open\n");

        (await RunAsync("maps --token a --token-file token"))
            .Expect(ExitCode.Usage)
            .ExpectError("--token and --token-file both give a token");
        (await RunAsync("maps --token-file none")).Expect(ExitCode.LocalFile).ExpectError("none: cannot read the token");
    }

    private Task<SatcliProcess.Result> RunAsync(string arguments) =>
        SatcliProcess.RunAsync(_folder.Path, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private async Task WriteAsync(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(ConfigFile)!);
        await File.WriteAllTextAsync(ConfigFile, text);
    }
}
