using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

[TestClass]
public sealed class GetAreaTests
{
    private const int CallFailed = 1;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_NoCorners_IsTheMapFileByteForByte()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        SatcliProcess.Result result = await satcli.RunAsync("get-area");
        result.Expect(0);
        CollectionAssert.AreEqual(await File.ReadAllBytesAsync(Earth.File), result.Bytes);
        Assert.AreEqual("", result.Error);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("--ll 10,4 --ur 12,5", 10, 4, 12, 5, DisplayName = "both corners")]
    [DataRow("--ll 70,28", 70, 28, 79, 31, DisplayName = "lower left only")]
    [DataRow("--ur 9,1", 0, 0, 9, 1, DisplayName = "upper right only")]
    [DataRow("--ll=0,0 --ur=0,0", 0, 0, 0, 0, DisplayName = "one cell")]
    public async Task GetArea_Corners_AreInclusiveAndDefaultToTheMaps(string corners, int west, int south, int east, int north)
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        SatcliProcess.Result result = await satcli.RunAsync("get-area " + corners);
        result.Expect(0);
        string[] rows = await File.ReadAllLinesAsync(Earth.File);
        IEnumerable<string> expected = rows[(Earth.Height - 1 - north)..(Earth.Height - south)].Select(row => row[west..(east + 1)] + "\n");
        Assert.AreEqual(string.Concat(expected), result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_Ndjson_IsOneObjectALine()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        SatcliProcess.Result result = await satcli.RunAsync("get-area --ll 5,0 --ur 6,1 --format ndjson");
        result.Expect(0);
        Assert.AreEqual("""
            {"x":5,"y":1,"img":"IA=="}
            {"x":6,"y":1,"img":"JQ=="}
            {"x":5,"y":0,"img":"JQ=="}
            {"x":6,"y":0,"img":"JQ=="}

            """, result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("get-area --ll -1,0", "satcli: OUT_OF_RANGE:", DisplayName = "west of the map")]
    [DataRow("get-area --ur 79,32", "satcli: OUT_OF_RANGE:", DisplayName = "north of the map")]
    [DataRow("get-area --ll 5,5 --ur 1,1", "satcli: OUT_OF_RANGE:", DisplayName = "inverted")]
    [DataRow("get-image --x -1 --y 0", "satcli: OUT_OF_RANGE:", DisplayName = "one image")]
    public async Task Call_OutOfTheMap_ExitsWithOneAndTheStatus(string arguments, string error)
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        SatcliProcess.Result result = await satcli.RunAsync(arguments);
        result.Expect(CallFailed).ExpectError(error);
        Assert.AreEqual("", result.Output);
        Assert.HasCount(1, result.Error.TrimEnd('\n').Split('\n'));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_ServerWantsAToken_NeedsIt()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--tokens", "geheim");
        (await satcli.RunAsync("get-area")).Expect(CallFailed).ExpectError("satcli: PERMISSION_DENIED");
        (await satcli.RunAsync("get-area --token geheim --ur 1,1")).Expect(0);
        using SatcliProcess byVariable = SatcliProcess.Start(satcli.Folder.Path, new Dictionary<string, string>(satcli.Environment) { ["SATCLI_TOKEN"] = "geheim" }, "get-image", "--x", "0", "--y", "0");
        (await byVariable.EndAsync()).Expect(0);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_SlowerThanItsDeadline_ExitsWithOneAfterWhatHadCome()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "50ms");
        SatcliProcess.Result result = await satcli.RunAsync("get-area --ll 0,0 --ur 79,0 --deadline 3s");
        result.Expect(CallFailed).ExpectError("satcli: DEADLINE_EXCEEDED");
        Assert.IsGreaterThan(0, result.Bytes.Length);
        Assert.IsLessThan(80, result.Bytes.Length);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_HostLostOnTheWay_ExitsWithOneAndUnavailable()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "50ms");
        using SatcliProcess running = satcli.Start("get-area");
        await ReadAsync(running, 3);
        const int sigKill = 9;
        satcli.Host.Signal(sigKill);
        (await running.EndAsync()).Expect(CallFailed).ExpectError("satcli: UNAVAILABLE");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow(Posix.SigInt, DisplayName = "SIGINT")]
    [DataRow(Posix.SigTerm, DisplayName = "SIGTERM")]
    public async Task GetArea_Interrupted_EndsTheCallOnTheServerToo(int signal)
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "50ms");
        using SatcliProcess running = satcli.Start("get-area");

        // That these come at all, long before the last of 2,560 images is sent, is the stream being written as it arrives.
        await ReadAsync(running, 3);
        Posix.Kill(running.Id, signal);

        const int interrupted = 130;
        SatcliProcess.Result result = await running.EndAsync();
        result.Expect(interrupted);
        Assert.AreEqual("", result.Error);
        await satcli.Host.WaitForLogAsync("status=CANCELLED");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_ReaderGoesAway_EndsQuietlyAndTheCallToo()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "20ms");
        using SatcliProcess running = satcli.Start("get-area");
        await ReadAsync(running, 3);
        running.Output.Close();

        SatcliProcess.Result result = await running.EndAsync(readOutput: false);
        result.Expect(0);
        Assert.AreEqual("", result.Error);
        await satcli.Host.WaitForLogAsync("status=CANCELLED");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_IntoAFile_IsCompleteOrAbsent()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        (await satcli.RunAsync("get-area -o map.txt")).Expect(0);
        CollectionAssert.AreEqual(await File.ReadAllBytesAsync(Earth.File), await File.ReadAllBytesAsync(satcli.Folder["map.txt"]));

        (await satcli.RunAsync("get-area --ur 80,31 -o other.txt")).Expect(CallFailed);
        CollectionAssert.AreEqual(new[] { satcli.Folder["map.txt"] }, Directory.GetFiles(satcli.Folder.Path));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_InterruptedIntoAFile_LeavesNothing()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "50ms");
        using SatcliProcess running = satcli.Start("get-area -o map.txt");
        await satcli.Host.WaitForLogAsync("method=/satellite.catalog.v1.Catalog/GetMap");
        Posix.Kill(running.Id, Posix.SigInt);
        (await running.EndAsync()).Expect(130);
        Assert.HasCount(0, Directory.GetFileSystemEntries(satcli.Folder.Path));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("get-image --x 6 --y 0", "%\n", DisplayName = "readable")]
    [DataRow("get-image --x 6 --y 0 --format text", "%\n", DisplayName = "text")]
    [DataRow("get-image --x 6 --y 0 --format raw", "%", DisplayName = "raw")]
    [DataRow("get-image --x 6 --y 0 --format json", "{\"x\":6,\"y\":0,\"img\":\"JQ==\"}\n", DisplayName = "json")]
    public async Task GetImage_OfText_IsWrittenAsAsked(string arguments, string expected)
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        SatcliProcess.Result result = await satcli.RunAsync(arguments);
        result.Expect(0);
        Assert.AreEqual(expected, result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetImage_IntoAFile_IsTheImagesBytes()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        (await satcli.RunAsync("get-image --x 6 --y 0 -o cell")).Expect(0);
        Assert.AreEqual("%", await File.ReadAllTextAsync(satcli.Folder["cell"]));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Verbose_Call_NamesBothCertificatesOnStderr()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        SatcliProcess.Result result = await satcli.RunAsync("get-image --x 6 --y 0 --verbose");
        result.Expect(0).ExpectError(TestCertificates.Sha256(satcli.Certificates.Client).ToUpperInvariant()).ExpectError("Tls13");
        Assert.AreEqual("%\n", result.Output);
    }

    private static async Task ReadAsync(SatcliProcess satcli, int bytes)
    {
        byte[] buffer = new byte[bytes];
        using var timeout = new CancellationTokenSource(HostProcess.Patience);
        await satcli.Output.ReadExactlyAsync(buffer, timeout.Token);
    }
}
