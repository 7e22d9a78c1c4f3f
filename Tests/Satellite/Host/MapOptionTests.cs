using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

[TestClass]
public sealed class MapOptionTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("x\n", DisplayName = "one cell")]
    [DataRow("abc\n", DisplayName = "one row")]
    [DataRow("a\nb\nc\n", DisplayName = "one column")]
    [DataRow("ab \n de\n", DisplayName = "spaces at the ends")]
    public async Task Host_WithMap_ServesItByteForByte(string text)
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, text, TestContext.CancellationToken);
        string[] rows = text.TrimEnd('\n').Split('\n');
        await using RunningHost host = await RunningHost.StartAsync("--map", file);

        Assert.AreEqual(
            text,
            await host.ReadAsync(RunningHost.AreaOf(0, 0, rows[0].Length - 1, rows.Length - 1), TestContext.CancellationToken));

        File.Delete(file);
    }
}
