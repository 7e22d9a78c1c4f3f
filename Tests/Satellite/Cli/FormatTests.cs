using System.Text;
using CodeFirstSatellite.Cli;
using CodeFirstSatellite.Cli.Formats;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Maps;

namespace Tests.Satellite.Cli;

[TestClass]
public sealed class FormatTests
{
    [TestMethod]
    public void Map_EveryCell_IsRowsEndedByLineFeed() =>
        Assert.AreEqual(
            "ab\ncd\n",
            Write(new MapFormat(Area(0, 0, 1, 1)), Cell(0, 1, "a"), Cell(1, 1, "b"), Cell(0, 0, "c"), Cell(1, 0, "d")));

    [TestMethod]
    public void Map_SkippedCells_AreSpaces() =>
        Assert.AreEqual(" b \n   \nc  \n   \n", Write(new MapFormat(Area(5, 1, 7, 4)), Cell(6, 4, "b"), Cell(5, 2, "c")));

    [TestMethod]
    public void Map_NoImageAtAll_IsAllSpaces() => Assert.AreEqual("  \n  \n", Write(new MapFormat(Area(0, 0, 1, 1))));

    [TestMethod]
    public void Map_AtTheEdgeOfInt32_DoesNotOverflow() =>
        Assert.AreEqual(" z\n", Write(new MapFormat(Area(int.MaxValue - 2, 0, int.MaxValue - 1, 0)), Cell(int.MaxValue - 1, 0, "z")));

    [TestMethod]
    [DataRow("", DisplayName = "no byte")]
    [DataRow("ab", DisplayName = "two bytes")]
    public void Map_ImageOfAnotherSize_IsUsageNamingTheOtherFormats(string image)
    {
        var error = Assert.ThrowsExactly<CliException>(() => Write(new MapFormat(Area(0, 0, 1, 1)), Cell(0, 1, image)));
        Assert.AreEqual(ExitCode.Usage, error.ExitCode);
        Assert.Contains("--format ndjson", error.Message);
    }

    [TestMethod]
    [DataRow(1, 1, DisplayName = "a cell again")]
    [DataRow(0, 1, DisplayName = "a cell to the west")]
    [DataRow(0, 2, DisplayName = "a row to the north")]
    public void Map_ImageOutOfPlace_IsUsageNamingNdjson(int x, int y)
    {
        var error = Assert.ThrowsExactly<CliException>(() => Write(new MapFormat(Area(0, 0, 1, 2)), Cell(1, 1, "a"), Cell(x, y, "b")));
        Assert.AreEqual(ExitCode.Usage, error.ExitCode);
        Assert.Contains("--format ndjson", error.Message);
    }

    [TestMethod]
    public void TerminalMap_WiderThanTheTerminal_IsCut()
    {
        var format = new TerminalMapFormat(Area(0, 0, 2, 0), width: 2);
        Assert.AreEqual("ab\n", Write(format, Cell(0, 0, "a"), Cell(1, 0, "b"), Cell(2, 0, "c")));
        Assert.IsTrue(format.WasCut);
    }

    [TestMethod]
    public void TerminalMap_AsWideAsTheTerminal_IsNotCut()
    {
        var format = new TerminalMapFormat(Area(0, 0, 2, 0), width: 3);
        Assert.AreEqual("a c\n", Write(format, Cell(0, 0, "a"), Cell(2, 0, "c")));
        Assert.IsFalse(format.WasCut);
    }

    [TestMethod]
    public void TerminalMap_ByteThatDrivesATerminal_IsAQuestionMark() =>
        Assert.AreEqual("?\n", Write(new TerminalMapFormat(Area(0, 0, 0, 0), width: 80), Cell(0, 0, "\e")));

    [TestMethod]
    public void Ndjson_EachImage_IsOneObjectALine() =>
        Assert.AreEqual("""
            {"x":0,"y":31,"img":"JQ=="}
            {"x":2147483646,"y":0,"img":""}

            """, Write(new NdjsonFormat(), Cell(0, 31, "%"), Cell(int.MaxValue - 1, 0, "")));

    [TestMethod]
    public void Raw_Images_AreTheirBytesInARow() =>
        Assert.AreEqual("abcd", Write(new RawFormat(), Cell(0, 0, "abc"), Cell(1, 0, ""), Cell(2, 0, "d")));

    [TestMethod]
    public void Ndjson_ImagesLargerThanTheBuffer_AreWhole()
    {
        string big = new('%', 200_000);
        string expected = $$"""{"x":0,"y":0,"img":"{{Convert.ToBase64String(Encoding.ASCII.GetBytes(big))}}"}""";
        Assert.AreEqual(expected + "\n" + expected + "\n", Write(new NdjsonFormat(), Cell(0, 0, big), Cell(0, 0, big)));
    }

    [TestMethod]
    [DataRow(AreaFormat.Auto, "text/plain", "%", false, typeof(MapFormat))]
    [DataRow(AreaFormat.Auto, "text/plain", "%", true, typeof(TerminalMapFormat))]
    [DataRow(AreaFormat.Auto, "", "%", false, typeof(MapFormat))]
    [DataRow(AreaFormat.Auto, "", "JPEG", false, typeof(NdjsonFormat))]
    [DataRow(AreaFormat.Auto, "image/jpeg", "J", false, typeof(NdjsonFormat))]
    [DataRow(AreaFormat.Auto, "image/jpeg", "JPEG", true, typeof(SummaryFormat))]
    [DataRow(AreaFormat.Auto, "", null, false, typeof(NdjsonFormat))]
    [DataRow(AreaFormat.Auto, "", null, true, typeof(SummaryFormat))]
    [DataRow(AreaFormat.Map, "", "JPEG", false, typeof(MapFormat))]
    [DataRow(AreaFormat.Ndjson, "text/plain", "%", true, typeof(NdjsonFormat))]
    [DataRow(AreaFormat.Raw, "text/plain", "%", true, typeof(RawFormat))]
    public void Format_Asked_ComesToWhatTheImagesAndTheReaderWant(
        string name, string contentType, string? first, bool isTerminal, Type expected)
    {
        ImageFormat format = AreaFormat.Create(name, Area(0, 0, 1, 1), contentType, first is null ? null : Cell(0, 0, first), isTerminal);
        Assert.AreEqual(expected, format.GetType());
    }

    private static GridArea Area(int west, int south, int east, int north)
    {
        Assert.IsTrue(new Grid(int.MaxValue, int.MaxValue).TryGetArea(west, south, east, north, out GridArea area, out _));
        return area;
    }

    private static CellImage Cell(int x, int y, string image)
    {
        Assert.IsTrue(new Grid(int.MaxValue, int.MaxValue).TryGetCell(x, y, out Cell cell, out _));
        return new CellImage(cell, Encoding.ASCII.GetBytes(image));
    }

    private static string Write(ImageFormat format, params CellImage[] images)
    {
        using var output = new MemoryStream();
        var sink = new ByteSink(output, "memory");
        foreach (CellImage image in images)
        {
            format.Write(image, sink);
        }

        format.Complete(sink);
        sink.Flush();
        return Encoding.ASCII.GetString(output.ToArray());
    }
}
