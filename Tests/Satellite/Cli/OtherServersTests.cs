using System.Text;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>satcli against servers of the contract that are not the Host.</summary>
[TestClass]
public sealed class OtherServersTests
{
    private const int Usage = 2;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_ServerWithoutCatalog_TakesTheUsualSizeAndSaysSo()
    {
        SatcliProcess.Result result = await RunAsync<SparseLetters>("get-area");
        result.Expect(0).ExpectError("80x32");

        string row = "a" + new string(' ', 79) + "\n";
        Assert.AreEqual(string.Concat(Enumerable.Repeat(row, 32)), result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_UpperRightCorner_AsksNoCatalog()
    {
        SatcliProcess.Result result = await RunAsync<SparseLetters>("get-area --ur 1,1");
        result.Expect(0);
        Assert.AreEqual("a \na \n", result.Output);
        Assert.AreEqual("", result.Error);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_LargeImagesOnAPipe_AreNdjson()
    {
        SatcliProcess.Result result = await RunAsync<Pictures>("get-area --ur 0,0");
        result.Expect(0);
        Assert.AreEqual($$"""{"x":0,"y":0,"img":"{{Convert.ToBase64String(Pictures.Bytes)}}"}""" + "\n", result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_LargeImagesAsMap_ExitsWithTwoAndNamesTheOtherFormats()
    {
        SatcliProcess.Result result = await RunAsync<Pictures>("get-area --ur 0,0 --format map");
        result.Expect(Usage).ExpectError("--format ndjson").ExpectError("--format raw");
        Assert.AreEqual("", result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_LargeImagesRaw_AreTheirBytes()
    {
        SatcliProcess.Result result = await RunAsync<Pictures>("get-area --ur 1,0 --format raw");
        result.Expect(0);
        CollectionAssert.AreEqual(Pictures.Bytes.Concat(Pictures.Bytes).ToArray(), result.Bytes);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetImage_LargeImageAsText_ExitsWithTwo() =>
        (await RunAsync<Pictures>("get-image --x 0 --y 0 --format text")).Expect(Usage).ExpectError("--format json");

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Status_WithControlCharacters_DrivesNoTerminal()
    {
        SatcliProcess.Result result = await RunAsync<Pictures>("get-image --x 1 --y 1");
        result.Expect(1);
        Assert.AreEqual("satcli: FAILED_PRECONDITION: two lines \\u001b[31m\n", result.Error);
    }

    private static async Task<SatcliProcess.Result> RunAsync<TService>(string arguments)
        where TService : class, ISatellite
    {
        using var certificates = new TestCertificates();
        await using StandInServer server = await StandInServer.StartAsync<TService>(certificates);
        return await SatcliProcess.RunAsync(certificates.Folder, ["--certs", ".", "--server", server.Address, .. arguments.Split(' ')]);
    }

    /// <summary>A letter in each first column, and nothing else.</summary>
    public sealed class SparseLetters : ISatellite
    {
        public Task<Image> GetImage(Location location, CallContext context = default) =>
            throw new RpcException(new Status(StatusCode.NotFound, ""));

        public async IAsyncEnumerable<Image> GetImages(Area area, CallContext context = default)
        {
            for (int y = area.UpperRight!.Y; y >= area.LowerLeft!.Y; y--)
            {
                await Task.Yield();
                yield return new Image { X = area.LowerLeft.X, Y = y, Bytes = "a"u8.ToArray() };
            }
        }
    }

    /// <summary>Images that are no text.</summary>
    public sealed class Pictures : ISatellite
    {
        public static byte[] Bytes { get; } = [0xFF, 0xD8, 0xFF, .. Encoding.ASCII.GetBytes(new string('x', 100_000))];

        public Task<Image> GetImage(Location location, CallContext context = default) => location.X == 0
            ? Task.FromResult(new Image { Bytes = Bytes })
            : throw new RpcException(new Status(StatusCode.FailedPrecondition, "two\nlines \e[31m\n"));

        public async IAsyncEnumerable<Image> GetImages(Area area, CallContext context = default)
        {
            for (int x = area.LowerLeft!.X; x <= area.UpperRight!.X; x++)
            {
                await Task.Yield();
                yield return new Image { X = x, Y = area.UpperRight.Y, Bytes = Bytes };
            }
        }
    }
}
