using System.Buffers.Binary;
using System.Security.Cryptography.X509Certificates;
using Tests.Http2;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Images that arrive in part and never whole.</summary>
[TestClass]
public sealed class ReceiveBudgetTests : IDisposable
{
    private const string PutImages = "/satellite.archive.v1.Archive/PutImages";
    private const string ResourceExhausted = "8";
    private const int Cancel = 8;

    // What a part takes of the budget is what it has beyond 64 KiB.
    private const int Free = 64 * 1024;

    private readonly ScratchFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Parts_MoreThanACertificateMayHave_AreRefusedToItAlone()
    {
        await using RunningHost host = await StartAsync("receiving-bytes=400000");
        using X509Certificate2 other = host.Certificates.Issue(TestCertificates.ClientUse);
        using var otherClient = new HostClient(host.Process.Address, host.Certificates, other);
        await using RawConnection raw = await ConnectAsync(host, host.Certificates.Client);
        RawStream first = await BeginAsync(raw, Free + 60_000);
        RawStream second = await BeginAsync(raw, Free + 60_000);

        // Either: what comes on two streams is taken up in any order.
        RawEnd end = await await Task.WhenAny(first.EndAsync(), second.EndAsync());

        Assert.AreEqual(ResourceExhausted, end.Status);
        Assert.AreEqual(
            "messages of this certificate that have not arrived whole would take more than 100000 bytes, which is its limit; "
                + "send fewer at once",
            end.Message);
        await otherClient.Archive.PutAsync([Sending.ImageOf(0, 0, new string('x', Free + 60_000))], TestContext.CancellationToken);
        await host.Client.Archive.PutAsync([Sending.ImageOf(1, 0, new string('x', 60_000))], TestContext.CancellationToken);
        await host.Process.WaitForLogAsync(
            $"refusal reason=receiving_bytes certificate={TestCertificates.Sha256(host.Certificates.Client)}");
    }

    [TestMethod]
    public async Task Parts_OfManyCertificates_AreRefusedBeyondTheBudgetOfAll()
    {
        await using RunningHost host = await StartAsync("receiving-bytes=400000");
        var connections = new List<RawConnection>();
        try
        {
            var ends = new List<Task<RawEnd>>();
            for (int i = 0; i < 5; i++)
            {
                using X509Certificate2 client = host.Certificates.Issue(TestCertificates.ClientUse);
                connections.Add(await ConnectAsync(host, client));
                ends.Add((await BeginAsync(connections[^1], Free + 90_000)).EndAsync());
            }

            RawEnd end = await await Task.WhenAny(ends);
            Assert.AreEqual(ResourceExhausted, end.Status);
            StringAssert.Contains(end.Message, "more than 400000 bytes, which is the limit of all clients", StringComparison.Ordinal);
        }
        finally
        {
            foreach (RawConnection connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }

    [TestMethod]
    public async Task Parts_OfCallsThatEnded_CountNoLonger()
    {
        await using RunningHost host = await StartAsync("receiving-bytes=400000");
        await using RawConnection raw = await ConnectAsync(host, host.Certificates.Client);
        for (int i = 1; i <= 3; i++)
        {
            (RawStream counted, _) = await BeginOneMoreThanMayBeAsync(raw);
            await counted.ResetAsync(Cancel);
            await host.Process.WaitForLogAsync("status=CANCELLED", times: i);
        }

        (RawStream last, Task<RawEnd> end) = await BeginOneMoreThanMayBeAsync(raw);
        await last.SendAsync("x"u8, end: true);

        Assert.AreEqual("0", (await end).Status);
    }

    private static Task<RawConnection> ConnectAsync(RunningHost host, X509Certificate2 client) =>
        RawConnection.OpenAsync(host.Process.Address, HostClient.Tls(host.Certificates, client));

    // Two of which one is refused, so the other counts.
    private static async Task<(RawStream Counted, Task<RawEnd> End)> BeginOneMoreThanMayBeAsync(RawConnection connection)
    {
        RawStream[] streams = [await BeginAsync(connection, Free + 60_000), await BeginAsync(connection, Free + 60_000)];
        Task<RawEnd>[] ends = [streams[0].EndAsync(), streams[1].EndAsync()];
        int refused = await Task.WhenAny(ends) == ends[0] ? 0 : 1;
        Assert.AreEqual(ResourceExhausted, (await ends[refused]).Status);
        return (streams[1 - refused], ends[1 - refused]);
    }

    // All but the last byte of an image.
    private static async Task<RawStream> BeginAsync(RawConnection connection, int bytes)
    {
        // The lengths of the message and, as a varint, of field 3.
        byte[] part = new byte[bytes];
        const int HeadSize = 5 + 1 + 3;
        int image = bytes + 1 - HeadSize;
        BinaryPrimitives.WriteInt32BigEndian(part.AsSpan(1), bytes + 1 - 5);
        new byte[] { 0x1A, (byte)(image | 0x80), (byte)((image >> 7) | 0x80), (byte)(image >> 14) }.CopyTo(part, 5);

        RawStream stream = connection.NewStream();
        await stream.SendHeadersAsync(RawStream.Headers(PutImages, "https").Select(header => (header.Key, header.Value)));
        foreach (byte[] piece in part.Chunk(16 * 1024))
        {
            await stream.SendAsync(piece);
        }

        return stream;
    }

    private async Task<RunningHost> StartAsync(string limits)
    {
        TileSetMaker.Make(_folder["map.mbtiles"], TileSetMaker.Full(3, 8, 8));

        // The name that all certificates of the tests have.
        RunningHost host = await RunningHost.StartAsync("--map", _folder["map.mbtiles"], "--writers", "localhost", "--limits", limits);
        host.Process.ExpectWarning("refusal reason=receiving_bytes");
        return host;
    }
}
