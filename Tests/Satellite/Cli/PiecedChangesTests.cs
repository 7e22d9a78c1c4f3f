using System.Globalization;
using System.Threading.Channels;
using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Contracts;

namespace Tests.Satellite.Cli;

/// <summary>The watches of an area's pieces as one.</summary>
[TestClass]
public sealed class PiecedChangesTests
{
    private readonly Channel<Change>[] _pieces = [Channel.CreateUnbounded<Change>(), Channel.CreateUnbounded<Change>()];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(30_000, CooperativeCancellation = true)]
    public async Task Version_ToldByOnePiece_WaitsForTheOther()
    {
        await using IAsyncEnumerator<Change> joined = Join();

        Assert.AreEqual("image", await TellAsync(joined, 0, image: true, 5), "nothing is known of the other piece");
        Assert.AreEqual("4", await TellAsync(joined, 1, image: false, 4), "up to there, both have told all");
        Assert.AreEqual("image 5", await TellAsync(joined, 1, image: true, 7));
        Assert.AreEqual("image", await TellAsync(joined, 1, image: true, 8));
        Assert.AreEqual("image", await TellAsync(joined, 0, image: true, null));
        Assert.AreEqual("8", await TellAsync(joined, 0, image: false, 9));
    }

    [TestMethod]
    [Timeout(30_000, CooperativeCancellation = true)]
    public async Task Piece_ThatFails_EndsTheWatch()
    {
        await using IAsyncEnumerator<Change> joined = Join();
        await TellAsync(joined, 0, image: true, 5);

        _pieces[1].Writer.Complete(new RpcException(new Status(StatusCode.Unavailable, "gone")));

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(async () => await joined.MoveNextAsync());
        Assert.AreEqual("gone", e.Status.Detail);
    }

    private IAsyncEnumerator<Change> Join() => PiecedChanges.JoinAsync(
        [.. _pieces.Select(piece => piece.Reader.ReadAllAsync(TestContext.CancellationToken))], TestContext.CancellationToken)
        .GetAsyncEnumerator(TestContext.CancellationToken);

    // Says something on a piece, and what comes of it.
    private async Task<string> TellAsync(IAsyncEnumerator<Change> joined, int piece, bool image, long? version)
    {
        await _pieces[piece].Writer.WriteAsync(new Change { Image = image ? new Image() : null, Version = version });
        Assert.IsTrue(await joined.MoveNextAsync());
        Change told = joined.Current;
        return string.Create(CultureInfo.InvariantCulture, $"{(told.Image is null ? "" : "image")} {told.Version}").Trim();
    }
}
