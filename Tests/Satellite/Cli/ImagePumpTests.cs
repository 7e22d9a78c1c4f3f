using System.Text;
using System.Threading.Channels;
using CodeFirstSatellite.Cli.Formats;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace Tests.Satellite.Cli;

[TestClass]
public sealed class ImagePumpTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Images_WhileTheNextIsAwaited_HaveBeenWritten()
    {
        var images = Channel.CreateUnbounded<Image>();
        var output = new SignallingStream();
        Task pump = Pump(images, output);

        await images.Writer.WriteAsync(Cell("a"), TestContext.CancellationToken);
        Assert.AreEqual("a", await output.NextWriteAsync(TestContext.CancellationToken));
        await images.Writer.WriteAsync(Cell("b"), TestContext.CancellationToken);
        Assert.AreEqual("b", await output.NextWriteAsync(TestContext.CancellationToken));

        images.Writer.Complete();
        await pump;
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Images_ThatAreThereTogether_AreOneWrite()
    {
        var images = Channel.CreateUnbounded<Image>();
        for (int i = 0; i < 1000; i++)
        {
            await images.Writer.WriteAsync(Cell("a"), TestContext.CancellationToken);
        }

        var output = new SignallingStream();
        Task pump = Pump(images, output);
        Assert.AreEqual(new string('a', 1000), await output.NextWriteAsync(TestContext.CancellationToken));

        images.Writer.Complete();
        await pump;
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Images_BrokenOff_LeaveWhatHasComeWritten()
    {
        var images = Channel.CreateUnbounded<Image>();
        await images.Writer.WriteAsync(Cell("a"), TestContext.CancellationToken);
        images.Writer.Complete(new InvalidOperationException("lost"));

        var output = new SignallingStream();
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => Pump(images, output));
        Assert.AreEqual("a", await output.NextWriteAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(0, 1, DisplayName = "to the north")]
    [DataRow(1, 0, DisplayName = "to the east")]
    [DataRow(-1, 0, DisplayName = "to the west")]
    [DataRow(0, -1, DisplayName = "to the south")]
    public async Task Image_OutsideTheArea_IsTheServersMistake(int x, int y)
    {
        var images = Channel.CreateUnbounded<Image>();
        await images.Writer.WriteAsync(new Image { X = x, Y = y, Bytes = "a"u8.ToArray() }, TestContext.CancellationToken);
        images.Writer.Complete();

        var error = await Assert.ThrowsExactlyAsync<RpcException>(() => Pump(images, new SignallingStream()));
        Assert.AreEqual(StatusCode.Internal, error.StatusCode);
        Assert.Contains($"{x},{y}", error.Status.Detail);
    }

    private static Image Cell(string image) => new() { Bytes = Encoding.ASCII.GetBytes(image) };

    private static async Task Pump(Channel<Image> images, Stream output)
    {
        var sink = new ByteSink(output, "memory");
        using var progress = new Progress(1, visible: false);
        var pump = new ImagePump(new Grid(1, 1).Whole, new Grid(1, 1), _ => new RawFormat(), sink, progress);
        try
        {
            await pump.RunAsync(_ => images.Reader.ReadAllAsync(), CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            pump.BreakOff();
            throw;
        }

        pump.Complete();
        sink.Flush();
    }

    /// <summary>Hands out each write as it happens.</summary>
    private sealed class SignallingStream : MemoryStream
    {
        private readonly Channel<string> _writes = Channel.CreateUnbounded<string>();

        public ValueTask<string> NextWriteAsync(CancellationToken cancellationToken) => _writes.Reader.ReadAsync(cancellationToken);

        public override void Write(ReadOnlySpan<byte> buffer) => _writes.Writer.TryWrite(Encoding.ASCII.GetString(buffer));
    }
}
