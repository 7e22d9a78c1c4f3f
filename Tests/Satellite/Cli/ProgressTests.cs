using CodeFirstSatellite.Cli.Terminal;

namespace Tests.Satellite.Cli;

[TestClass]
public sealed class ProgressTests
{
    [TestMethod]
    [DataRow(640, 2560, 1_000_000, 2, "[#####---------------] 25 %  640 of 2,560 images  1.0 MB  0.5 MB/s  6 s left")]
    [DataRow(2560, 2560, 2_500_000, 1, "[####################] 100 %  2,560 of 2,560 images  2.5 MB  2.5 MB/s  0 s left")]
    [DataRow(1, 65536, 4_000, 1, "[--------------------] 0 %  1 of 65,536 images  0.0 MB  0.0 MB/s  1,093 min left")]
    public void Line_OnTheWay_SaysImagesBytesRateAndTimeLeft(int images, int total, int bytes, int seconds, string expected) =>
        Assert.AreEqual(expected, Progress.Line(images, total, bytes, TimeSpan.FromSeconds(seconds)));
}
