using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

[TestClass]
public sealed class GetAreaTests
{
    private const int CallFailed = 1;

    private static SatcliOnHost _satcli = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _satcli = await SatcliOnHost.StartAsync();

    [ClassCleanup]
    public static async Task StopAsync() => await _satcli.DisposeAsync();

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_NoCorners_IsTheMapFileByteForByte()
    {
        SatcliProcess.Result result = await _satcli.RunAsync("get-area");
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
        SatcliProcess.Result result = await _satcli.RunAsync("get-area " + corners);
        result.Expect(0);
        string[] rows = await File.ReadAllLinesAsync(Earth.File);
        IEnumerable<string> expected = rows[(Earth.Height - 1 - north)..(Earth.Height - south)].Select(row => row[west..(east + 1)] + "\n");
        Assert.AreEqual(string.Concat(expected), result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_Ndjson_IsOneObjectALine()
    {
        SatcliProcess.Result result = await _satcli.RunAsync("get-area --ll 5,0 --ur 6,1 --format ndjson");
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
        SatcliProcess.Result result = await _satcli.RunAsync(arguments);
        result.Expect(CallFailed).ExpectError(error);
        Assert.AreEqual("", result.Output);
        Assert.HasCount(1, result.Error.TrimEnd('\n').Split('\n'));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_IntoAFile_IsCompleteOrAbsent()
    {
        (await _satcli.RunAsync("get-area -o map.txt")).Expect(0);
        CollectionAssert.AreEqual(await File.ReadAllBytesAsync(Earth.File), await File.ReadAllBytesAsync(_satcli.Folder["map.txt"]));

        (await _satcli.RunAsync("get-area --ur 80,31 -o other.txt")).Expect(CallFailed);
        CollectionAssert.AreEqual(new[] { _satcli.Folder["map.txt"] }, Directory.GetFiles(_satcli.Folder.Path));
    }
}
