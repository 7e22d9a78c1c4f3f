using System.Text.Json;
using CodeFirstSatellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary><c>--output json</c>: what satcli says is for programs, an object a line.</summary>
[TestClass]
public sealed class JsonMessageTests
{
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("get-area --lll 1,1 --output json", ExitCode.Usage, "usage", "Unrecognized command or argument '--lll'.")]
    [DataRow("--output=json get-aera", ExitCode.Usage, "usage", "Unrecognized command or argument 'get-aera'.")]
    [DataRow("get-area --ll 1 --output json", ExitCode.Usage, "usage", "--ll: '1' is not a corner")]
    [DataRow("--output json", ExitCode.Usage, "usage", "Required command was not provided.")]
    [DataRow("get-area --output json", ExitCode.LocalFile, "local-file", "certs/ca-cert.pem, certs/client-cert.pem")]
    [DataRow("help nothing --output json", ExitCode.Usage, "usage", "there is no command 'nothing'.")]
    public async Task Error_WithoutAServer_IsOneObject(string arguments, int exitCode, string code, string message)
    {
        using var folder = new ScratchFolder();

        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, arguments.Split(' '));

        JsonElement error = Assert.ContainsSingle(result.Expect(exitCode).Messages);
        Assert.AreEqual("error", error.GetProperty("type").GetString());
        Assert.AreEqual(code, error.GetProperty("code").GetString());
        Assert.AreEqual(exitCode, error.GetProperty("exitCode").GetInt32());
        StringAssert.StartsWith(error.GetProperty("message").GetString(), message, StringComparison.Ordinal);
        Assert.AreEqual("", result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Error_WithAHint_HasItInDetails()
    {
        using var folder = new ScratchFolder();

        SatcliProcess.Result result = await SatcliProcess.RunAsync(
            folder.Path,
            new Dictionary<string, string> { ["SATCLI_OUTPUT"] = "json" },
            "get-area",
            "--certs", "my certs");

        JsonElement error = Assert.ContainsSingle(result.Expect(ExitCode.LocalFile).Messages);
        Assert.Contains(
            "satcli certs create --out 'my certs'",
            error.GetProperty("details").EnumerateArray().Select(line => line.GetString()!));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Error_OfACall_HasItsStatus()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();

        SatcliProcess.Result result = await satcli.RunAsync("get-image --x 80 --y 0 --output json");

        JsonElement error = Assert.ContainsSingle(result.Expect(ExitCode.CallFailed).Messages);
        Assert.AreEqual("call-failed", error.GetProperty("code").GetString());
        Assert.AreEqual("OUT_OF_RANGE", error.GetProperty("status").GetString());
        StringAssert.StartsWith(error.GetProperty("message").GetString(), "(80, 0) is not on the map", StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Data_OnStdout_IsJsonUnlessAFormatIsNamed()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();

        SatcliProcess.Result image = await satcli.RunAsync("get-image --x 6 --y 0 --output json");
        Assert.AreEqual("{\"x\":6,\"y\":0,\"img\":\"JQ==\"}\n", image.Expect(ExitCode.Done).Output);
        SatcliProcess.Result area = await satcli.RunAsync("get-area --ll 6,0 --ur 6,0 --output json");
        Assert.AreEqual("{\"x\":6,\"y\":0,\"img\":\"JQ==\"}\n", area.Expect(ExitCode.Done).Output);
        SatcliProcess.Result maps = await satcli.RunAsync("maps --output json");
        StringAssert.StartsWith(maps.Expect(ExitCode.Done).Output, "{\"name\":\"earth-80x32\"", StringComparison.Ordinal);

        SatcliProcess.Result text = await satcli.RunAsync("get-area --ll 6,0 --ur 6,0 --output json --format map");
        Assert.AreEqual("%\n", text.Expect(ExitCode.Done).Output);
        await satcli.RunAsync("get-image --x 6 --y 0 --output json -o image");
        Assert.AreEqual("%", await File.ReadAllTextAsync(satcli.Folder["image"]));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Notes_OfACall_AreObjectsToo()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();

        SatcliProcess.Result result = await satcli.RunAsync("get-image --x 6 --y 0 --verbose --output json");

        JsonElement[] notes = result.Expect(ExitCode.Done).Messages;
        Assert.IsGreaterThan(2, notes.Length);
        Assert.IsTrue(notes.All(note => note.GetProperty("type").GetString() == "note"), result.Error);
        Assert.AreEqual($"calling {satcli.Host.Address}", notes[0].GetProperty("message").GetString());
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Certificates_Created_AreAnObjectEach()
    {
        using var folder = new ScratchFolder();

        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, "certs", "create", "--output", "json");

        string[] files = [.. result.Expect(ExitCode.Done).Lines.Select(line => line.GetProperty("file").GetString()!)];
        Assert.Contains("certs/client-key.pem", files);
        Assert.HasCount(6, files);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Output_OfAFile_SaysHowFilesAreNamed()
    {
        using var folder = new ScratchFolder();

        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, "get-area", "--output", "my map.txt");

        result.Expect(ExitCode.Usage).ExpectError("--output: 'my map.txt' is not one of text, json.").ExpectErrorLine("-o 'my map.txt'");
    }
}
