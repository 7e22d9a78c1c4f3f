namespace Tests.Satellite.Cli;

/// <summary>What is wrong with a command line is said on stderr, with exit code 2 and nothing on stdout.</summary>
[TestClass]
public sealed class UsageTests
{
    private const int Usage = 2;
    private const int LocalFile = 4;
    private const int NoConnection = 3;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("", "Usage:", DisplayName = "no command")]
    [DataRow("certs", "satcli certs create --client-name berlin", DisplayName = "no subcommand")]
    [DataRow("get-aera", "Did you mean get-area?", DisplayName = "misspelt command")]
    [DataRow("get-area rest", "Unrecognized command or argument 'rest'.", DisplayName = "argument too many")]
    [DataRow("get-area --lll 1,1", "Did you mean --ll?", DisplayName = "misspelt option")]
    [DataRow("get-area --sever https://x", "Did you mean --server?", DisplayName = "misspelt option of all commands")]
    [DataRow("get-image --y 1", "which image? Name its cell", DisplayName = "option missing")]
    [DataRow("get-image --x 1 --y", "--y", DisplayName = "value missing")]
    [DataRow("get-image --x 1.5 --y 1", "--x: '1.5' is not a whole number", DisplayName = "no whole number")]
    [DataRow("get-image --x 2147483648 --y 1", "--x: '2147483648' is not a whole number", DisplayName = "number past int32")]
    [DataRow(
        "get-image --x 1 --y 1 --format map",
        "--format: 'map' is not one of auto, text, json, raw, kitty, iterm2, sixel.",
        DisplayName = "format of the other command")]
    [DataRow("get-area --ll 1", "--ll: '1' is not a corner", DisplayName = "half a corner")]
    [DataRow("get-area --ur 1,2,3", "--ur: '1,2,3' is not a corner", DisplayName = "three coordinates")]
    [DataRow("get-area --format text", "--format: 'text' is not one of auto, map, ndjson, raw.", DisplayName = "format of the one image")]
    [DataRow("get-area --deadline 5", "--deadline: '5' is not a duration", DisplayName = "duration without unit")]
    [DataRow(
        "get-area --deadline 577h",
        "--deadline: '577h' is not a duration such as 500ms, 10s or 2m, above zero and of at most 576h.",
        DisplayName = "longest duration")]
    [DataRow("get-area --deadline -5s", "--deadline: '-5s' is not a duration", DisplayName = "negative duration")]
    [DataRow("get-area --deadline 0ms", "--deadline: '0ms' is not a duration", DisplayName = "no duration")]
    [DataRow("get-area --server http://localhost:8000", "--server: 'http://localhost:8000' is not https", DisplayName = "plaintext")]
    [DataRow("get-area --server localhost:8000", "write https://localhost:8000", DisplayName = "address without scheme")]
    [DataRow("get-area --server https://localhost:8000/path", "write https://localhost:8000", DisplayName = "address with a path")]
    [DataRow("get-area --token ü", "--token: a token is printable ASCII", DisplayName = "token that no header carries")]
    [DataRow("get-area --map ü", "--map: a map's name is printable ASCII", DisplayName = "map that no header carries")]
    [DataRow("get-image --lon 12", "which image? Name its cell", DisplayName = "half a place")]
    [DataRow("get-image --lon 12 --lat 1 --x 1", "which image? Name its cell", DisplayName = "a place and a column")]
    [DataRow("get-image --lon east --lat 1", "--lon: 'east' is not a number of degrees", DisplayName = "longitude in words")]
    [DataRow("get-area --bbox 1,2,3", "--bbox: '1,2,3' is no rectangle", DisplayName = "three edges")]
    [DataRow("get-area --bbox 5,5,10,0", "--bbox: '5,5,10,0' is no rectangle", DisplayName = "south above north")]
    [DataRow("get-area --bbox 0,0,5,5 --ll 1,1", "--bbox names the area by itself", DisplayName = "two areas")]
    [DataRow("get-area -o a.mbtiles --format raw", "--format raw is for a stream of bytes", DisplayName = "format of a tile set")]
    [DataRow("get-area -o a.png --format raw", "--format raw is for a stream of bytes", DisplayName = "format of a picture")]
    [DataRow(
        "get-area -o dir.d/a.foo",
        "dir.d/a.foo: an area is written as its file's extension says, and '.foo' says nothing. Known are .png, .jpg, .jpeg, .tif, ",
        DisplayName = "extension")]
    [DataRow("certs create --days 0", "--days: '0' is not a number of days", DisplayName = "no days")]
    [DataRow("certs create --client-name ../x", "--client-name: '../x' cannot name a client", DisplayName = "client name that is a path")]
    [DataRow("certs create --client-name ca", "--client-name: 'ca' cannot name a client", DisplayName = "client name that is the CA's")]
    [DataRow(
        "certs create --server-name https://x",
        "--server-name: 'https://x' is neither a host name nor an address",
        DisplayName = "server name that is a URL")]
    [DataRow("export-proto --all", "satcli export-proto --all -o protos", DisplayName = "several files to stdout")]
    public async Task CommandLine_Wrong_ExitsWithTwoAndSaysWhat(string arguments, string expected)
    {
        using var folder = new ScratchFolder();
        SatcliProcess.Result result = await SatcliProcess.RunAsync(
            folder.Path,
            arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        result.Expect(Usage).ExpectError(expected);
        Assert.AreEqual("", result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("SATCLI_SERVER", "nonsense")]
    [DataRow("SATCLI_DEADLINE", "soon")]
    [DataRow("SATCLI_VERBOSE", "perhaps")]
    public async Task Variable_Wrong_IsNamedInTheError(string name, string value)
    {
        using var folder = new ScratchFolder();
        SatcliProcess.Result result = await SatcliProcess.RunAsync(
            folder.Path,
            new Dictionary<string, string> { [name] = value },
            "get-area");
        result.Expect(Usage).ExpectError($"{name}: '{value}'");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Token_Wrong_IsNotEchoed()
    {
        using var folder = new ScratchFolder();
        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, "get-area", "--token", "geheim-ü");
        result.Expect(Usage);
        Assert.DoesNotContain("geheim", result.Error);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("--help", "satcli certs create")]
    [DataRow("get-area --help", "satcli get-area > map.txt")]
    [DataRow("get-image --help", "SATCLI_DEADLINE")]
    [DataRow("export-proto --help", "satcli export-proto --all -o protos")]
    [DataRow("certs create --help", "satcli certs create --client-name berlin")]
    public async Task Help_Asked_TeachesByExampleOnStdout(string arguments, string expected)
    {
        using var folder = new ScratchFolder();
        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, arguments.Split(' '));
        result.Expect(0);
        Assert.Contains(expected, result.Output);
        Assert.Contains("Examples:", result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Certificates_Missing_ExitsWithFourAndSaysWhatToRun()
    {
        using var folder = new ScratchFolder();
        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, "get-area", "--certs", "my certs");
        result.Expect(LocalFile).ExpectError("my certs/client-key.pem").ExpectErrorLine("satcli certs create --out 'my certs'");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ClientCertificate_MissingBesideACa_HintAddsAClient()
    {
        using var folder = new ScratchFolder();
        (await SatcliProcess.RunAsync(folder.Path, "certs", "create", "--client-name", "berlin")).Expect(0);
        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, "get-area");
        result.Expect(LocalFile).ExpectErrorLine("satcli certs create --out certs --client-name client");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("ca-cert.pem", DisplayName = "CA")]
    [DataRow("client-cert.pem", DisplayName = "certificate")]
    [DataRow("client-key.pem", DisplayName = "key")]
    public async Task Certificate_Unreadable_ExitsWithFourAndNamesTheFile(string name)
    {
        using var folder = new ScratchFolder();
        (await SatcliProcess.RunAsync(folder.Path, "certs", "create")).Expect(0);
        await File.WriteAllTextAsync(Path.Combine(folder["certs"], name), "not PEM\n");
        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, "get-area");
        result.Expect(LocalFile).ExpectError(Path.Combine("certs", name));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("https://localhost:1", "cannot reach https://localhost:1: connection refused", DisplayName = "nothing listens")]
    [DataRow("https://no-such-host.invalid:8000", "there is no host 'no-such-host.invalid'", DisplayName = "no such name")]
    public async Task Server_Unreachable_ExitsWithThreeAndBlamesTheAddress(string server, string expected)
    {
        using var folder = new ScratchFolder();
        (await SatcliProcess.RunAsync(folder.Path, "certs", "create")).Expect(0);
        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, "get-image", "--x", "-1", "--y=-1", "--server", server);
        result.Expect(NoConnection).ExpectError(expected);
    }
}
