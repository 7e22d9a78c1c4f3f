using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;

namespace Tests.Satellite.Maps;

/// <summary>What a feed of changes hands out, to many at once.</summary>
[TestClass]
public sealed class ChangeFeedTests
{
    private static readonly Grid Grid = new(4, 4);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Watchers_WhileOneWriterPublishes_GetEveryChangeInOrder()
    {
        const int Changes = 3_000;
        var feed = new ChangeFeed(0);
        ChangeCursor[] cursors = [.. Enumerable.Range(0, 8).Select(_ => feed.Watch())];
        Task<List<long>>[] reading = [.. cursors.Select(cursor => Task.Run(() => ReadAsync(cursor, Changes)))];

        for (int version = 1; version <= Changes; version++)
        {
            feed.Publish(version, [ImageOf(1)]);
        }

        foreach (List<long> read in await Task.WhenAll(reading))
        {
            CollectionAssert.AreEqual(Enumerable.Range(1, Changes).Select(version => (long)version).ToArray(), read);
        }
    }

    [TestMethod]
    public void Watcher_OvertakenByBatchesOrBytes_IsToldTheVersionToGoOnFrom()
    {
        var feed = new ChangeFeed(0);
        using ChangeCursor byBatches = feed.Watch();
        using ChangeCursor byBytes = feed.Watch();
        feed.Publish(1, [ImageOf(1)]);
        feed.Publish(2, [ImageOf(1), ImageOf(2)]);
        Assert.IsTrue(byBytes.TryRead(Grid.Whole, out _));
        Assert.IsTrue(byBytes.TryRead(Grid.Whole, out AreaChange first));

        feed.Publish(3, [ImageOf(ChangeFeed.BytesKept)]);
        var bytes = Assert.ThrowsExactly<WatcherBehindException>(() => byBytes.TryRead(Grid.Whole, out _));
        for (int i = 0; i < ChangeFeed.BatchesKept; i++)
        {
            feed.Publish(4 + i, []);
        }

        var batches = Assert.ThrowsExactly<WatcherBehindException>(() => byBatches.TryRead(Grid.Whole, out _));
        Assert.IsNull(first.Version);
        Assert.AreEqual((1L, 0L), (bytes.Since, batches.Since));
    }

    [TestMethod]
    public void Change_LargerThanAllThatIsKept_ReachesAWatcherWhoIsThere()
    {
        var feed = new ChangeFeed(0);
        using ChangeCursor cursor = feed.Watch();

        feed.Publish(1, [ImageOf(ChangeFeed.BytesKept + 1)]);

        Assert.IsTrue(cursor.TryRead(Grid.Whole, out AreaChange change));
        Assert.AreEqual(1L, change.Version);
    }

    [TestMethod]
    public void Publish_WhatTheWriterUsesAgain_WasCopied()
    {
        var feed = new ChangeFeed(0);
        using ChangeCursor cursor = feed.Watch();
        byte[] memory = [1];

        feed.Publish(1, [new CellImage(default, memory)]);
        memory[0] = 2;

        Assert.IsTrue(cursor.TryRead(Grid.Whole, out AreaChange change));
        Assert.AreEqual(1, change.Image.Bytes.Span[0]);
    }

    [TestMethod]
    public void Publish_WithNobodyWatching_KeepsNothingButTheVersion()
    {
        var feed = new ChangeFeed(0);
        WeakReference kept = PublishToOneWhoLeaves(feed);
        feed.Publish(2, [ImageOf(1)]);
        using ChangeCursor late = feed.Watch();
        GC.Collect();

        Assert.IsFalse(kept.IsAlive);
        Assert.AreEqual(2L, late.Version);
        Assert.IsFalse(late.TryRead(Grid.Whole, out _));
    }

    [TestMethod]
    public void Publish_AVersionThatIsNotLater_IsRefused()
    {
        var feed = new ChangeFeed(7);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => feed.Publish(7, [ImageOf(1)]));
        Assert.AreEqual(7L, feed.Version);
    }

    [TestMethod]
    public void Replace_OfTheMap_EndsThoseWhoWatchAndNotThoseWhoBegin()
    {
        var feed = new ChangeFeed(0);
        using ChangeCursor old = feed.Watch();
        feed.Replace(0);
        using ChangeCursor late = feed.Watch();
        feed.Publish(2, [ImageOf(1)]);

        Assert.ThrowsExactly<MapReplacedException>(() => old.TryRead(Grid.Whole, out _));
        Assert.IsTrue(late.TryRead(Grid.Whole, out AreaChange change));
        Assert.AreEqual(2L, change.Version);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference PublishToOneWhoLeaves(ChangeFeed feed)
    {
        using ChangeCursor cursor = feed.Watch();
        feed.Publish(1, [ImageOf(100)]);
        Assert.IsTrue(cursor.TryRead(Grid.Whole, out AreaChange change));
        Assert.IsTrue(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(change.Image.Bytes, out ArraySegment<byte> bytes));
        return new WeakReference(bytes.Array);
    }

    private static async Task<List<long>> ReadAsync(ChangeCursor cursor, int count)
    {
        var versions = new List<long>();
        while (versions.Count < count)
        {
            if (cursor.TryRead(Grid.Whole, out AreaChange change))
            {
                versions.Add(change.Version!.Value);
            }
            else
            {
                await cursor.WaitAsync();
            }
        }

        return versions;
    }

    private static CellImage ImageOf(int size) => new(default, new byte[size]);
}
