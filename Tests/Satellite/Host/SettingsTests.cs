using CodeFirstSatellite.Cli;
using CodeFirstSatellite.Cli.Commands;
using CodeFirstSatellite.Host.Configuration;
using static Tests.Satellite.Harness.HostSettings;

namespace Tests.Satellite.Host;

[TestClass]
public sealed class SettingsTests
{
    [TestMethod]
    public void Read_NothingSet_GivesDefaults()
    {
        SatelliteOptions options = Read();

        Assert.AreEqual("https://localhost:8000", Assert.ContainsSingle(options.Urls).ToString());
        CollectionAssert.AreEqual(new[] { "earth-80x32", "blue-marble" }, options.Maps.Select(map => map.Name).ToArray());
        Assert.AreEqual(
            (Path.Combine("certs", "ca-cert.pem"), Path.Combine("certs", "server-cert.pem"), Path.Combine("certs", "server-key.pem")),
            (options.CaPath, options.CertificatePath, options.KeyPath));
        Assert.HasCount(0, options.Tokens);
        Assert.AreEqual((TimeSpan.Zero, TimeSpan.FromSeconds(20)), (options.SendDelay, options.Drain));
    }

    [TestMethod]
    public void Read_SetEverywhere_TakesSwitchThenVariableThenFile()
    {
        var environment = new Dictionary<string, string> { ["SATELLITE_MAP"] = "variable", ["SATELLITE_DRAIN"] = "2m" };
        const string Json = """{ "Satellite": { "Map": "file", "Drain": "3s", "SendDelay": "4ms" } }""";

        SatelliteOptions options = Read(["--map", "switch"], environment, Json);

        Assert.AreEqual(
            ("switch", TimeSpan.FromMinutes(2), TimeSpan.FromMilliseconds(4)),
            (options.Maps[0].File, options.Drain, options.SendDelay));
    }

    [TestMethod]
    public void Read_SinglePaths_GoBeforeTheFolder()
    {
        SatelliteOptions options = Read(["--certs", "folder", "--ca=ca.pem", "--cert=a=b.pem"]);

        Assert.AreEqual(
            ("ca.pem", "a=b.pem", Path.Combine("folder", "server-key.pem")),
            (options.CaPath, options.CertificatePath, options.KeyPath));
    }

    [TestMethod]
    [DataRow(new[] { "--map", "a.txt", "--map=marble=b.mbtiles#zoom=7" }, null, "{}", DisplayName = "switches")]
    [DataRow(new string[0], "a.txt;marble=b.mbtiles#zoom=7", "{}", DisplayName = "variable")]
    [DataRow(new string[0], null, """{ "Satellite": { "Map": ["a.txt", "marble=b.mbtiles#zoom=7"] } }""", DisplayName = "file")]
    public void Read_SeveralMaps_AreTakenInOrder(string[] args, string? variable, string json)
    {
        var environment = variable is null ? [] : new Dictionary<string, string> { ["SATELLITE_MAP"] = variable };

        SatelliteOptions options = Read(args, environment, json);

        Assert.AreEqual("a a.txt , marble b.mbtiles 7", string.Join(", ", options.Maps.Select(map => $"{map.Name} {map.File} {map.Zoom}")));
    }

    [TestMethod]
    [DataRow("./my map.txt", "my-map", "./my map.txt", DisplayName = "a name that can be sent")]
    [DataRow("dir/a=b.txt", "a-b", "dir/a=b.txt", DisplayName = "= in a path")]
    [DataRow("m=a#1.txt", "m", "a#1.txt", DisplayName = "# in a file's name")]
    [DataRow("m=a.txt#bounds=-10,35,40,70", "m", "a.txt", DisplayName = "bounds")]
    public void Read_Map_HasANameAndAFile(string text, string name, string file)
    {
        MapOption map = Assert.ContainsSingle(Read(["--map", text]).Maps);

        Assert.AreEqual((name, file), (map.Name, map.File));
    }

    [TestMethod]
    [DataRow("a.mbtiles#create=100x50", "100x50", "image/jpeg")]
    [DataRow("a.mbtiles#create=1x1,png", "1x1", "image/png")]
    public void Read_MapToCreate_HasAGridAndAFormat(string text, string grid, string contentType)
    {
        MapOption map = Assert.ContainsSingle(Read(["--map", text]).Maps);

        Assert.AreEqual(("a.mbtiles", grid, contentType), (map.File, $"{map.New!.Grid}", map.New.ContentType));
    }

    [TestMethod]
    public void Read_Limits_ChangesThoseThatAreNamed()
    {
        SatelliteOptions options = Read(["--limits", "connections=5,handshakes=none", "--client-limits", "calls=7"]);

        Assert.AreEqual((5, null, 250), (options.Limits.Connections, options.Limits.Handshakes, options.Limits.HandshakesPerAddress));
        Assert.AreEqual((100, 7), (options.ClientLimits.Connections, options.ClientLimits.Calls));
    }

    [TestMethod]
    [DataRow("--limits", "connection=5", "expected NAME=NUMBER or NAME=none, where NAME is one of connections, handshakes")]
    [DataRow("--limits", "connections", "expected a whole number above zero, or none, for connections, such as connections=100")]
    [DataRow("--client-limits", "calls=0", "expected a whole number above zero, or none, for calls, such as calls=100, got 'calls=0'")]
    public void Read_LimitThatIsNone_IsRefused(string setting, string text, string message) =>
        StringAssert.Contains(Refused([setting, text]), $"{setting}: {message}", StringComparison.Ordinal);

    [TestMethod]
    public void Read_Writers_AreFingerprintsAndNames()
    {
        string hex = new('a', 64);
        string withColons = string.Join(':', Enumerable.Repeat("AA", 32));

        SatelliteOptions options = Read(["--writers", $"{hex};berlin.example", "--writers", $"{withColons};spiffe://example/1"]);

        CollectionAssert.AreEqual(new[] { hex, "berlin.example", hex, "spiffe://example/1" }, options.Writers.ToArray());
    }

    [TestMethod]
    [DataRow("AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD", DisplayName = "SHA-1")]
    [DataRow("berlin.example;", DisplayName = "nothing after the last ;")]
    [DataRow("two words", DisplayName = "a space")]
    public void Read_WriterThatIsNone_IsRefused(string text) =>
        StringAssert.Contains(
            Refused(["--writers", text]),
            "--writers: expected the SHA-256 of a client's certificate (64 hex digits, with colons or without) "
                + "or one of its subject alternative names",
            StringComparison.Ordinal);

    [TestMethod]
    [DataRow("a.txt#zoom=high", "expected a zoom level after #zoom=, such as 7, got")]
    [DataRow("a.txt#bounds=1,2,3", "expected degrees west,south,east,north after #bounds=")]
    [DataRow("a.mbtiles#create=8", "expected a grid and perhaps a format (jpg, png, webp, txt) after #create=, such as 128x64,png, got")]
    [DataRow(
        "a.mbtiles#create=8x8,tiff",
        "expected a grid and perhaps a format (jpg, png, webp, txt) after #create=, such as 128x64,png, got")]
    [DataRow("a.txt;x/a.txt", "expected maps of different names (two are called 'a'; write NAME=FILE)")]
    [DataRow("name=", "expected [NAME=]FILE[#zoom=N]")]
    public void Read_MapThatIsNone_IsRefused(string text, string message) =>
        StringAssert.Contains(Refused(["--map", text]), message, StringComparison.Ordinal);

    [TestMethod]
    [DataRow("--urls", "http://localhost:8000", "expected https URLs such as https://localhost:8000")]
    [DataRow("--urls", "localhost:8000", "expected https URLs")]
    [DataRow("--urls", "https://localhost:0", "expected an IP address with port 0, such as https://127.0.0.1:0")]
    [DataRow("--urls", "https://example.com:8000", "of names, only localhost can be listened on")]
    [DataRow("--urls", "https://127.0.0.1:65536", "expected https URLs")]
    [DataRow("--urls", "https://127.0.0.1:-1", "expected https URLs")]
    [DataRow("--urls", "https://127.0.0.1:1/path", "expected https URLs")]
    [DataRow("--urls", "https://127.0.0.1:1;http://127.0.0.1:2", "expected https URLs")]
    [DataRow("--urls", "https://127.0.0.1:1;", "expected https URLs")]
    [DataRow("--urls", "https://unix:/tmp/socket", "expected https URLs")]
    [DataRow("--otlp", "collector:4317", "expected a URL such as http://localhost:4317, got 'collector:4317'")]
    [DataRow("--log-format", "xml", "expected text or json, got 'xml'")]
    [DataRow("--send-delay", "2", "expected a duration such as 500ms, 10s or 2m, of at most 1m")]
    [DataRow("--send-delay", "-2ms", "expected a duration")]
    [DataRow("--send-delay", "61s", "of at most 1m")]
    [DataRow("--send-delay", "1,5s", "expected a duration")]
    [DataRow("--send-delay", "s", "expected a duration")]
    [DataRow("--send-delay", "NaNs", "expected a duration")]
    [DataRow("--send-delay", "99999999999ms", "expected a duration")]
    [DataRow("--drain", "61m", "of at most 1h")]
    [DataRow("--drain", " 1s", "expected a duration")]
    public void Read_WrongValue_NamesSwitchWhatIsAllowedAndWhatCame(string name, string value, string allowed)
    {
        string message = Refused([name, value]);

        StringAssert.StartsWith(message, $"{name}: expected ", StringComparison.Ordinal);
        StringAssert.Contains(message, allowed, StringComparison.Ordinal);
        StringAssert.EndsWith(message, $", got '{value}'", StringComparison.Ordinal);
        Assert.DoesNotContain("\n", message);
    }

    [TestMethod]
    public void Read_WrongValueElsewhere_NamesWhereItStands()
    {
        StringAssert.StartsWith(Refused([], new() { ["SATELLITE_DRAIN"] = "x" }), "SATELLITE_DRAIN: ", StringComparison.Ordinal);
        StringAssert.StartsWith(
            Refused([], json: """{ "Satellite": { "SendDelay": "x" } }"""),
            "Satellite:SendDelay in appsettings.json: ",
            StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("s3cret,", "number 2 is empty")]
    [DataRow("s3cret,with a s3cret space", "number 2 is not that")]
    [DataRow("s3cret-\u00E9", "number 1 is not that")]
    public void Read_WrongTokens_SaysWhichWithoutRepeatingAny(string tokens, string which)
    {
        string message = Refused(["--tokens", tokens]);

        StringAssert.StartsWith(message, "--tokens: expected tokens of printable ASCII", StringComparison.Ordinal);
        StringAssert.Contains(message, which, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", message);
    }

    [TestMethod]
    [DataRow("--token", "s3cret")]
    [DataRow("--token=s3cret")]
    [DataRow("--token:s3cret")]
    [DataRow("--writers", "--token", "s3cret")]
    public void Read_TokensBehindAMisspeltSwitch_AreNotRepeated(params string[] args)
    {
        string message = Refused(args);

        StringAssert.StartsWith(message, "there is no switch --token; did you mean --tokens?", StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", message);
    }

    [TestMethod]
    public void Read_EmptyValue_IsRefusedRatherThanTakenForUnset()
    {
        StringAssert.StartsWith(
            Refused([], new() { ["SATELLITE_TOKENS"] = "" }),
            "SATELLITE_TOKENS: expected A,B, got nothing",
            StringComparison.Ordinal);
        StringAssert.StartsWith(Refused(["--map="]), "--map: expected [NAME=]FILE[#zoom=N], got nothing", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(new[] { "--mpa", "x" }, "there is no switch --mpa; did you mean --map?")]
    [DataRow(new[] { "--token=x" }, "there is no switch --token; did you mean --tokens?")]
    [DataRow(new[] { "--hlep" }, "there is no switch --hlep; did you mean --help?")]
    [DataRow(new[] { "map.txt" }, "'map.txt' is not a switch")]
    [DataRow(new[] { "--map" }, "--map: expected [NAME=]FILE[#zoom=N], got nothing")]
    [DataRow(new[] { "--map", "--certs", "x" }, "--map: expected [NAME=]FILE[#zoom=N], got nothing")]
    [DataRow(new[] { "[map]" }, "'[map]' is not a switch")]
    [DataRow(new[] { "--writers", "--tokns", "x" }, "there is no switch --tokns; did you mean --tokens?")]
    [DataRow(new[] { "--ca", "a", "--ca=b" }, "--ca is given twice")]
    public void Read_WrongSwitches_SaysWhatWasMeant(string[] args, string expected) =>
        StringAssert.StartsWith(Refused(args), expected, StringComparison.Ordinal);

    [TestMethod]
    public void Read_MisspeltVariableOrKey_IsRefused()
    {
        Assert.AreEqual(
            "SATELLITE_TOKEN: there is no such setting; did you mean SATELLITE_TOKENS?",
            Refused([], new() { ["SATELLITE_TOKEN"] = "x" }));
        Assert.AreEqual(
            "Satellite:Token in appsettings.json: there is no such key; did you mean Satellite:Tokens?",
            Refused([], json: """{ "Satellite": { "Token": "x" } }"""));
    }

    [TestMethod]
    public void Read_VariablesOfOthersWithOurPrefix_AreNotOurs()
    {
        // Kubernetes sets these for a service of this name.
        var environment = new Dictionary<string, string>
        {
            ["SATELLITE_SERVICE_HOST"] = "10.0.0.1",
            ["SATELLITE_PORT"] = "tcp://10.0.0.1:8000",
            ["SATELLITE_DRAIN"] = "3s",
        };

        SatelliteOptions options = Read(environment: environment);

        Assert.AreEqual("https://localhost:8000", Assert.ContainsSingle(options.Urls).ToString());
        Assert.AreEqual(TimeSpan.FromSeconds(3), options.Drain);
    }

    [TestMethod]
    public void Read_SeveralWrong_HasALineForEach() =>
        Assert.HasCount(3, Refused(["--drain", "x", "y", "--send-delay=z"]).Split('\n'));

    [TestMethod]
    public void Help_OfEverySetting_HasSwitchVariableKeyAndDefault()
    {
        foreach (HostSetting setting in SettingTable.All)
        {
            StringAssert.Contains(HostCommand.HelpText, $"\n  {setting.Switch} {setting.Placeholder}\n", StringComparison.Ordinal);
            StringAssert.Contains(
                HostCommand.HelpText,
                $"default: {setting.Default}; environment: {setting.Variable}; key: {setting.Key}\n",
                StringComparison.Ordinal);
        }
    }
}
