using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;

namespace Tests.Satellite.Maps;

/// <summary>
/// Longitude and latitude to cells and back. Web Mercator's values are those of the web's maps, with rows counted from the south.
/// </summary>
[TestClass]
public sealed class GeoGridTests
{
    private static readonly GeoGrid Earth = new(new Grid(80, 32), Projection.Geodetic, GeoBounds.World);

    [TestMethod]
    [DataRow(-180, -90, 0, 0, DisplayName = "the south-western corner")]
    [DataRow(180, 90, 79, 31, DisplayName = "the north-eastern corner belongs to the last cell")]
    [DataRow(0, 0, 40, 16, DisplayName = "an edge belongs to the cell east and north of it")]
    [DataRow(-0.001, -0.001, 39, 15)]
    [DataRow(12.49, 41.89, 42, 23, DisplayName = "Rome")]
    public void TryGetCell_Geodetic_IsThePlacesCell(double longitude, double latitude, int x, int y)
    {
        Assert.IsTrue(Earth.TryGetCell(longitude, latitude, out Cell cell, out _));
        Assert.AreEqual((x, y), (cell.X, cell.Y));
    }

    [TestMethod]
    [DataRow(0, 0, 0, 0, 0)]
    [DataRow(1, -0.1, 0.1, 0, 0)]
    [DataRow(12, 12.4924, 41.8902, 2190, 1522, DisplayName = "the Colosseum")]
    [DataRow(14, 13.3777, 52.5163, 8800, 5373, DisplayName = "the Brandenburg Gate")]
    [DataRow(18, -122.4194, 37.7749, 41928, 101324, DisplayName = "San Francisco")]
    [DataRow(10, 151.2153, -33.8568, 942, 614, DisplayName = "the Sydney Opera House")]
    [DataRow(3, 180, 85.0511, 7, 0)]
    public void TryGetCell_WebMercator_IsTheWebsTile(int zoom, double longitude, double latitude, int x, int rowFromNorth)
    {
        Assert.IsTrue(Web(zoom).TryGetCell(longitude, latitude, out Cell cell, out _));
        Assert.AreEqual((x, (1 << zoom) - 1 - rowFromNorth), (cell.X, cell.Y));
    }

    [TestMethod]
    [DataRow(181, 0)]
    [DataRow(0, -90.5)]
    [DataRow(double.NaN, 0)]
    [DataRow(0, double.PositiveInfinity)]
    public void TryGetCell_OffTheMap_SaysWhatItCovers(double longitude, double latitude)
    {
        Assert.IsFalse(Earth.TryGetCell(longitude, latitude, out _, out string? error));
        StringAssert.Contains(
            error,
            "is not on the map, which covers longitudes from -180 to 180 and latitudes from -90 to 90",
            StringComparison.Ordinal);
    }

    [TestMethod]
    public void TryGetCell_PoleInWebMercator_IsOffTheMap() => Assert.IsFalse(Web(4).TryGetCell(0, 86, out _, out _));

    [TestMethod]
    [DataRow(Projection.Geodetic)]
    [DataRow(Projection.WebMercator)]
    public void BoundsOf_EveryCell_LeadsBackToIt(Projection projection)
    {
        var geography = new GeoGrid(new Grid(80, 32), projection, GeoGrid.WorldOf(projection));
        for (int i = 0; i < 80 * 32; i++)
        {
            Assert.IsTrue(geography.Grid.TryGetCell(i % 80, i / 80, out Cell cell, out _));
            GeoBounds bounds = geography.BoundsOf(cell);

            Assert.IsTrue(geography.TryGetCell((bounds.West + bounds.East) / 2, (bounds.South + bounds.North) / 2, out Cell middle, out _));
            Assert.IsTrue(geography.TryGetArea(bounds, out GridArea area, out _));

            Assert.AreEqual(cell, middle);
            Assert.AreEqual((cell.X, cell.Y, 1L), (area.West, area.South, area.CellCount));
        }
    }

    [TestMethod]
    [DataRow(-10, 35, 40, 70, 37, 22, 48, 28, DisplayName = "Europe")]
    [DataRow(-180, -90, 180, 90, 0, 0, 79, 31, DisplayName = "the world")]
    [DataRow(0, 0, 4.5, 5.625, 40, 16, 40, 16, DisplayName = "just one cell")]
    [DataRow(0.1, 0.1, 0.2, 0.2, 40, 16, 40, 16, DisplayName = "a part of one cell")]
    public void TryGetArea_Bounds_AreTheCellsTheyTouch(
        double west, double south, double east, double north, int llx, int lly, int urx, int ury)
    {
        Assert.IsTrue(GeoBounds.TryCreate(west, south, east, north, out GeoBounds bounds));
        Assert.IsTrue(Earth.TryGetArea(bounds, out GridArea area, out _));
        Assert.AreEqual((llx, lly, urx, ury), (area.West, area.South, area.East, area.North));
    }

    [TestMethod]
    [DataRow("-180,-90,180,90", "170,-50,-170,-30", "77,7,82,10", DisplayName = "across the edge")]
    [DataRow("-180,-90,180,90", "-170,-50,170,-30", "2,7,77,10", DisplayName = "not across it")]
    [DataRow("-180,-90,180,90", "-180,-90,180,90", "0,0,79,31", DisplayName = "the world")]
    [DataRow("-180,-90,180,90", "177,0,180,1", "79,16,79,16", DisplayName = "up to the edge")]
    [DataRow("-180,-90,180,90", "1,0,0.5,1", "40,16,119,16", DisplayName = "around the Earth: each column once")]
    [DataRow("0,-90,360,90", "-20,0,-10,5", "75,16,77,16", DisplayName = "a grid that begins at Greenwich")]
    [DataRow("0,-90,360,90", "-10,0,10,5", "77,16,82,16", DisplayName = "across Greenwich, where it begins")]
    [DataRow("100,-40,180,40", "170,0,-170,1", "70,16,79,16", DisplayName = "a map that ends at the meridian")]
    [DataRow("-180,-40,-100,40", "170,0,-170,1", "0,16,9,16", DisplayName = "a map that begins at the meridian")]
    [DataRow("140,-40,220,40", "170,0,-170,1", "30,16,49,16", DisplayName = "a map across the meridian")]
    [DataRow("140,-40,220,40", "-170,0,-165,1", "50,16,54,16", DisplayName = "beyond the meridian on such a map")]
    [DataRow("140,-40,220,40", "-180,-90,180,90", "0,0,79,31", DisplayName = "the world on such a map")]
    [DataRow("-180,-40,220,40", "-180,-90,180,90", "0,0,71,31", DisplayName = "the world on a grid that goes on beyond it")]
    [DataRow("-180,-40,220,40", "-170,0,170,1", "2,16,69,16", DisplayName = "a part of such a grid")]
    public void TryGetAreaAround_AcrossTheMeridian_GoesOnBeyondTheLastColumn(string covered, string box, string expected)
    {
        Assert.IsTrue(GeoBounds.TryParseCover(covered, out GeoBounds cover));
        Assert.IsTrue(GeoBounds.TryParseBox(box, out GeoBounds bounds, out _));

        Assert.IsTrue(new GeoGrid(new Grid(80, 32), Projection.Geodetic, cover).TryGetAreaAround(bounds, out GridArea area, out _));

        Assert.AreEqual(expected, $"{area.West},{area.South},{area.East},{area.North}");
    }

    [TestMethod]
    [DataRow("-175,-40,175,40", "170,0,-170,1", "170,0,190,1 goes around the Earth to both ends of the map, which covers -175,-40,175,40")]
    [DataRow("0,0,10,10", "170,0,-170,1", "nothing of 170,0,190,1 is on the map")]
    [DataRow("-180,-40,180,40", "170,50,-170,60", "nothing of 170,50,190,60 is on the map, which covers -180,-40,180,40")]
    public void TryGetAreaAround_NoOneArea_SaysWhy(string covered, string box, string reason)
    {
        Assert.IsTrue(GeoBounds.TryParseCover(covered, out GeoBounds cover));
        Assert.IsTrue(GeoBounds.TryParseBox(box, out GeoBounds bounds, out _));

        Assert.IsFalse(new GeoGrid(new Grid(80, 32), Projection.Geodetic, cover).TryGetAreaAround(bounds, out _, out string? error));

        StringAssert.StartsWith(error, reason, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(77, 82, "77-79 0-2")]
    [DataRow(0, 79, "0-79")]
    [DataRow(40, 119, "40-79 0-39")]
    [DataRow(81, 82, "1-2")]
    public void PiecesOf_AnArea_LieOnTheGrid(int west, int east, string expected)
    {
        Assert.IsTrue(new Grid(160, 32).TryGetArea(west, 3, east, 4, out GridArea area, out _));

        IReadOnlyList<GridArea> pieces = Earth.Grid.PiecesOf(area);

        Assert.AreEqual(expected, string.Join(' ', pieces.Select(piece => $"{piece.West}-{piece.East}")));
        Assert.IsTrue(pieces.All(piece => (piece.South, piece.North) == (3, 4)));
    }

    // As a picture has it whose last cells are only partly on Earth: 3 x 3 cells of 15,000 km from the web's north-western corner.
    [TestMethod]
    public void BoundsOf_CellsBeyondTheEarth_LeadBackToThem()
    {
        const double Pixels = 45_000_000.0 / 40_075_016.685578488;
        double south = Math.Atan(Math.Sinh(Math.PI - (2 * Math.PI * Pixels))) * 180 / Math.PI;
        Assert.IsTrue(GeoBounds.TryCreateCover(-180, south, -180 + (360 * Pixels), GeoGrid.MercatorLimit, out GeoBounds cover));
        var geography = new GeoGrid(new Grid(3, 3), Projection.WebMercator, cover);
        for (int i = 0; i < 9; i++)
        {
            Assert.IsTrue(geography.Grid.TryGetCell(i % 3, i / 3, out Cell cell, out _));
            GeoBounds bounds = geography.BoundsOf(cell);
            (double west, double bottom, double east, double top) = geography.InUnits(bounds);

            Assert.AreEqual(-20_037_508.342789244 + (15_000_000 * cell.X), west, 1e-3);
            Assert.AreEqual(20_037_508.342789244 - (15_000_000 * (3 - cell.Y)), bottom, 1e-3);
            Assert.AreEqual((15_000_000, 15_000_000), (Math.Round(east - west, 3), Math.Round(top - bottom, 3)));
            Assert.IsTrue(geography.TryGetArea(bounds, out GridArea area, out _));
            Assert.AreEqual((cell.X, cell.Y, 1L), (area.West, area.South, area.CellCount));
        }
    }

    [TestMethod]
    public void TryGetArea_BesideTheMap_SaysWhatItCovers()
    {
        Assert.IsTrue(GeoBounds.TryParse("0,0,10,10", out GeoBounds europe));
        Assert.IsTrue(GeoBounds.TryParse("10,0,20,10", out GeoBounds beside));

        Assert.IsFalse(new GeoGrid(new Grid(4, 4), Projection.Geodetic, europe).TryGetArea(beside, out _, out string? error));

        Assert.AreEqual("nothing of 10,0,20,10 is on the map, which covers 0,0,10,10 (west, south, east, north)", error);
    }

    private static GeoGrid Web(int zoom) =>
        new(new Grid(1 << zoom, 1 << zoom), Projection.WebMercator, GeoGrid.WorldOf(Projection.WebMercator));
}
