using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Where maps lie that <c>#create=</c> makes, now and after a restart.</summary>
[TestClass]
public sealed class NewMapTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("#create=64x32,png", "EPSG:4326 -180,-90,180,90", DisplayName = "twice as wide as high")]
    [DataRow("#create=64x64,png", " ", DisplayName = "a square, which could be anything")]
    [DataRow("#create=80x32,png", " ", DisplayName = "any other")]
    [DataRow("#create=64x64,png#crs=EPSG:3857", "EPSG:3857 -180,-85.05112877980659,180,85.05112877980659", DisplayName = "with a CRS")]
    [DataRow("#create=80x32#crs=epsg:3857#bounds=0,40,20,60", "EPSG:3857 0,40,20,60", DisplayName = "with CRS and bounds")]
    [DataRow("#create=64x64#crs=EPSG:3857#bounds=0,0,20,20", "EPSG:3857 0,0,20,20", DisplayName = "with a zoom level's shape and bounds")]
    [DataRow("#create=64x32#bounds=0,0,20,10", "EPSG:4326 0,0,20,10", DisplayName = "with a geodetic zoom level's shape and bounds")]
    [DataRow("#bounds=5,47,15,55#create=10x8", "EPSG:4326 5,47,15,55", DisplayName = "with bounds")]
    public async Task Created_Map_LiesWhereItsShapeOrItsOptionsSay(string options, string expected)
    {
        using var folder = new ScratchFolder();
        string file = folder["map.mbtiles"];
        using var certificates = new TestCertificates();
        foreach (string map in (string[])[file + options, file + options, file])
        {
            await using HostProcess host = await HostProcess.StartAsync(
                certificates, "--map", map, "--writers", TestCertificates.Sha256(certificates.Client));
            using var client = new HostClient(host.Address, certificates, certificates.Client);

            Map found = await client.Catalog.GetMap(TestContext.CancellationToken);

            Bounds? bounds = found.GridBounds;
            string place = bounds is null ? ""
                : FormattableString.Invariant($"{bounds.West},{bounds.South},{bounds.East},{bounds.North}");
            Assert.AreEqual(expected, $"{found.Crs} {place}", map);
        }
    }

    [TestMethod]
    [DataRow("#create=64x32#bounds=0,0,20,10", "is there already and is EPSG:4326 over -180,-90,180,90, not EPSG:4326 over 0,0,20,10")]
    [DataRow("#create=64x32#crs=EPSG:3857", "is there already and is EPSG:4326 over -180,-90,180,90, not EPSG:3857 over -180,")]
    [DataRow("#create=32x32", "is there already and is 64x32, not 32x32")]
    [DataRow("#create=64x32#crs=EPSG:25832", "EPSG:4326 or EPSG:3857 after #crs=, not 'EPSG:25832'")]
    [DataRow("#crs=EPSG:4326", "which names its coordinate system itself; leave crs out")]
    [DataRow("#create=64x32#create=64x32", "#create= once")]
    [DataRow("#create=64x32#bounds=0,20,10,0", "its southern edge 20 is north of its northern edge 0")]
    public async Task Existing_MapThatIsOther_IsRefused(string options, string expected)
    {
        using var folder = new ScratchFolder();
        string file = folder["map.mbtiles"];
        using var certificates = new TestCertificates();
        string[] writers = ["--writers", TestCertificates.Sha256(certificates.Client)];
        await using (await HostProcess.StartAsync(certificates, ["--map", file + "#create=64x32", .. writers]))
        {
        }

        await using HostProcess host = HostProcess.Run(
            ["--urls", "https://127.0.0.1:0", "--certs", certificates.Folder, "--map", file + options, .. writers]);

        Assert.AreNotEqual(0, await host.WaitForExitAsync());
        StringAssert.Contains(string.Join('\n', host.Log), expected, StringComparison.Ordinal);
    }
}
