using CodeFirstSatellite.Maps.Pixels;

namespace Tests.Satellite.Maps;

[TestClass]
public sealed class PixelBufferTests
{
    [TestMethod]
    public void Half_OfFourPixels_IsTheirMeanByAlpha()
    {
        var pixels = new PixelBuffer(2, 2);
        byte[] bytes = [100, 0, 0, 255, 50, 40, 0, 255, 200, 200, 200, 0, 30, 80, 9, 255];
        bytes.CopyTo(pixels.Bytes, 0);

        PixelBuffer half = pixels.Half();

        Assert.AreEqual((1, 1), (half.Width, half.Height));
        CollectionAssert.AreEqual(new byte[] { 60, 40, 3, 191 }, half.Bytes, "the colour of a transparent pixel counts nothing");
    }

    [TestMethod]
    public void Half_OfOddSides_KeepsTheLastRowAndColumn()
    {
        var pixels = new PixelBuffer(3, 1);
        byte[] bytes = [10, 10, 10, 255, 20, 20, 20, 255, 90, 80, 70, 255];
        bytes.CopyTo(pixels.Bytes, 0);

        PixelBuffer half = pixels.Half();

        Assert.AreEqual((2, 1), (half.Width, half.Height));
        CollectionAssert.AreEqual(new byte[] { 15, 15, 15, 255, 90, 80, 70, 255 }, half.Bytes);
    }
}
