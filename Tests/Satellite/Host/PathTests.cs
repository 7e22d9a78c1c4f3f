using Tests.Http2;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>A method has one path. Other spellings of it must not get round what is decided by path, such as the access rules.</summary>
[TestClass]
public sealed class PathTests
{
    private const string GetImage = "/satellite.Satellite/GetImage";
    private const string Unimplemented = "12";

    // Cell (0, 0), not compressed.
    private static readonly byte[] Cell = [0, 0, 0, 0, 0];

    private static RunningHost _host = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _host = await RunningHost.StartAsync();

    [ClassCleanup]
    public static async Task StopAsync() => await _host.DisposeAsync();

    [TestMethod]
    [DataRow("/x/../satellite.Satellite/GetImage")]
    [DataRow("/./satellite.Satellite/GetImage")]
    [DataRow("/satellite.Satellite/../satellite.Satellite/GetImage")]
    [DataRow("//satellite.Satellite/GetImage")]
    [DataRow("/satellite.Satellite//GetImage")]
    [DataRow("/satellite.Satellite/GetImage/")]
    [DataRow("/%73atellite.Satellite/GetImage")]
    [DataRow("/satellite.Satellite/%47etImage")]
    [DataRow("/satellite.Satellite%2FGetImage")]
    [DataRow("/SATELLITE.satellite/getimage")]
    [DataRow("/satellite.Satellite/GetImage?x=1")]
    [DataRow("/satellite.Satellite/GetImage#x")]
    [DataRow("/satellite.Satellite/GetImage%00")]
    [DataRow("satellite.Satellite/GetImage")]
    public async Task Path_SpeltOtherwise_ReachesNoHandler(string path)
    {
        await using RawConnection connection = await RawConnection.OpenAsync(
            _host.Process.Address, HostClient.Tls(_host.Certificates, _host.Certificates.Client));

        RawEnd end = await connection.CallAsync(path, Cell);

        Assert.AreNotEqual("0", end.Status, $"{path} was served");
        Assert.HasCount(0, end.Body);
        Assert.IsTrue(
            end.Status == Unimplemented || end.HttpStatus is "400" or "404" || end.Reset is not null,
            $"status {end.Status}, HTTP {end.HttpStatus}");

        // The connection is as good as before, and so is the method's own path.
        Assert.AreEqual("0", (await connection.CallAsync(GetImage, Cell)).Status);
    }
}
