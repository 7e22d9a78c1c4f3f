using System.Text;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Text;

namespace Tests.Satellite.Maps;

[TestClass]
public sealed class TextMapTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(0, 0, 'd')]
    [DataRow(2, 0, 'f')]
    [DataRow(0, 1, 'a')]
    [DataRow(2, 1, 'c')]
    public async Task GetImage_OfCell_CountsRowsFromTheLastLine(int x, int y, char expected)
    {
        TextMap map = Parse("abc\ndef\n");
        Assert.IsTrue(map.Grid.TryGetCell(x, y, out Cell cell, out _));

        CellImage? image = await map.GetImageAsync(cell, TestContext.CancellationToken);

        CollectionAssert.AreEqual(new[] { (byte)expected }, image!.Value.Bytes.ToArray());
    }

    [TestMethod]
    [DataRow("abc\ndef\nghi\n", 0, 0, 2, 2, "abcdefghi", DisplayName = "the whole map")]
    [DataRow("abc\ndef\nghi\n", 1, 0, 2, 1, "efhi", DisplayName = "a part")]
    [DataRow("abc\ndef\nghi\n", 1, 1, 1, 1, "e", DisplayName = "one cell")]
    [DataRow("abc\ndef\nghi\n", 0, 2, 2, 2, "abc", DisplayName = "the top row")]
    [DataRow("abc\ndef\nghi\n", 2, 0, 2, 2, "cfi", DisplayName = "the last column")]
    [DataRow("x\n", 0, 0, 0, 0, "x", DisplayName = "a map of one cell")]
    public async Task OpenArea_OfMap_GivesTopRowFirstWestToEast(string text, int llx, int lly, int urx, int ury, string expected)
    {
        TextMap map = Parse(text);
        Assert.IsTrue(map.Grid.TryGetArea(llx, lly, urx, ury, out GridArea area, out _));
        var bytes = new StringBuilder();
        Cell? last = null;

        await using IAreaReader reader = map.OpenArea(area);
        while (await reader.WaitToReadAsync(TestContext.CancellationToken))
        {
            while (reader.TryRead(out CellImage image))
            {
                bytes.Append(Encoding.ASCII.GetString(image.Bytes.Span));
                last = image.Cell;
            }
        }

        Assert.AreEqual(expected, bytes.ToString());
        Assert.AreEqual((urx, lly), (last!.Value.X, last.Value.Y));
        Assert.IsFalse(reader.TryRead(out _));
    }

    [TestMethod]
    public async Task OpenArea_Cancelled_Stops()
    {
        TextMap map = Parse("abc\n");
        await using IAreaReader reader = map.OpenArea(map.Grid.Whole);

        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await reader.WaitToReadAsync(new CancellationToken(canceled: true)));
    }

    [TestMethod]
    public void Parse_AnyBytes_AreImages()
    {
        TextMap map = TextMap.Parse("m", new byte[] { 0, 0xFF, (byte)'\r', (byte)'x', (byte)'\n' });

        Assert.AreEqual(new Grid(4, 1), map.Grid);
    }

    [TestMethod]
    public void Parse_Map_SaysWhatItIs()
    {
        TextMap map = Parse("ab\ncd\nef\n");

        Assert.AreEqual(new Grid(2, 3), map.Grid);
        Assert.AreEqual("text/plain", map.ContentType);
        Assert.AreEqual("m", map.Name);
    }

    [TestMethod]
    [DataRow("", 1, "the file is empty", DisplayName = "empty")]
    [DataRow("\n", 1, "expected at least 1 byte, found an empty line", DisplayName = "an empty first line")]
    [DataRow("ab\n\n", 2, "expected 2 bytes as in line 1, found an empty line", DisplayName = "an empty last line")]
    [DataRow("ab\nabc\n", 2, "expected 2 bytes as in line 1, found 3", DisplayName = "a longer line")]
    [DataRow("ab\nab\na\n", 3, "expected 2 bytes as in line 1, found 1", DisplayName = "a shorter line")]
    [DataRow("ab\r\nab\r\n", 1, "expected LF at the end, found CRLF", DisplayName = "CRLF")]
    [DataRow("ab\nab\r\n", 2, "expected LF at the end, found CRLF", DisplayName = "CRLF in one line")]
    [DataRow("\r\n", 1, "expected LF at the end, found CRLF", DisplayName = "CRLF only")]
    [DataRow("ab\nab", 2, "expected LF at the end, found the end of the file after 2 bytes", DisplayName = "no LF at the end")]
    [DataRow("\u00EF\u00BB\u00BFab\n", 1, "found a byte order mark", DisplayName = "BOM of UTF-8")]
    [DataRow("\u00FF\u00FEa\0", 1, "found a byte order mark", DisplayName = "BOM of UTF-16, little-endian")]
    [DataRow("\u00FE\u00FF\0a", 1, "found a byte order mark", DisplayName = "BOM of UTF-16, big-endian")]
    public void Parse_NotATextMap_NamesLineAndWhatIsWrong(string latin1, int line, string message)
    {
        MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => TextMap.Parse("m", Encoding.Latin1.GetBytes(latin1)));

        Assert.AreEqual(line, e.Line);
        StringAssert.StartsWith(e.Message, $"line {line}: ", StringComparison.Ordinal);
        StringAssert.Contains(e.Message, message, StringComparison.Ordinal);
    }

    private static TextMap Parse(string text) => TextMap.Parse("m", Encoding.Latin1.GetBytes(text));
}
