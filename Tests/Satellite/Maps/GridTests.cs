using CodeFirstSatellite.Maps;

namespace Tests.Satellite.Maps;

[TestClass]
public sealed class GridTests
{
    private static readonly Grid Earth = new(80, 32);

    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(1, 0)]
    [DataRow(-1, 1)]
    [DataRow(1, int.MinValue)]
    public void Grid_WithoutCells_CannotBeMade(int width, int height) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Grid(width, height));

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(79, 0)]
    [DataRow(0, 31)]
    [DataRow(79, 31)]
    public void TryGetCell_OnGrid_GivesCell(int x, int y)
    {
        Assert.IsTrue(Earth.TryGetCell(x, y, out Cell cell, out GridError? error));
        Assert.AreEqual((x, y), (cell.X, cell.Y));
        Assert.IsNull(error);
    }

    [TestMethod]
    [DataRow(-1, 0)]
    [DataRow(0, -1)]
    [DataRow(80, 0)]
    [DataRow(0, 32)]
    [DataRow(int.MinValue, int.MaxValue)]
    public void TryGetCell_OffGrid_NamesCoordinateAndSize(int x, int y)
    {
        Assert.IsFalse(Earth.TryGetCell(x, y, out _, out GridError? error));
        Assert.AreEqual(GridErrorKind.OutOfGrid, error.Kind);
        Assert.AreEqual($"({x}, {y}) is not on the map, which is 80x32: x goes from 0 to 79 and y from 0 to 31", error.Message);
    }

    [TestMethod]
    [DataRow(0, 0, 79, 31, 80, 32)]
    [DataRow(5, 6, 5, 6, 1, 1)]
    [DataRow(79, 31, 79, 31, 1, 1)]
    [DataRow(1, 2, 4, 8, 4, 7)]
    public void TryGetArea_OnGrid_CountsBothCorners(int llx, int lly, int urx, int ury, int width, int height)
    {
        Assert.IsTrue(Earth.TryGetArea(llx, lly, urx, ury, out GridArea area, out _));
        Assert.AreEqual((width, height, (long)width * height), (area.Width, area.Height, area.CellCount));
    }

    [TestMethod]
    [DataRow(-1, 0, 1, 1, "the lower-left corner (-1, 0)")]
    [DataRow(0, 32, 1, 1, "the lower-left corner (0, 32)")]
    [DataRow(0, 0, 80, 31, "the upper-right corner (80, 31)")]
    [DataRow(0, 0, 79, 32, "the upper-right corner (79, 32)")]
    [DataRow(99, 0, 98, 0, "the lower-left corner (99, 0)", DisplayName = "off the map and inverted: off the map")]
    public void TryGetArea_CornerOffGrid_NamesCorner(int llx, int lly, int urx, int ury, string corner)
    {
        Assert.IsFalse(Earth.TryGetArea(llx, lly, urx, ury, out _, out GridError? error));
        Assert.AreEqual(GridErrorKind.OutOfGrid, error.Kind);
        StringAssert.StartsWith(error.Message, $"{corner} is not on the map, which is 80x32", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(2, 0, 1, 0)]
    [DataRow(0, 2, 0, 1)]
    [DataRow(79, 31, 0, 0)]
    public void TryGetArea_Inverted_NamesBothCorners(int llx, int lly, int urx, int ury)
    {
        Assert.IsFalse(Earth.TryGetArea(llx, lly, urx, ury, out _, out GridError? error));
        Assert.AreEqual(GridErrorKind.Inverted, error.Kind);
        Assert.AreEqual(
            $"the area is inverted: its lower-left corner ({llx}, {lly}) is to the right of or above its upper-right corner ({urx}, {ury})",
            error.Message);
    }

    [TestMethod]
    public void Whole_OfGrid_IsEveryCell() => Assert.AreEqual(80L * 32, Earth.Whole.CellCount);
}
