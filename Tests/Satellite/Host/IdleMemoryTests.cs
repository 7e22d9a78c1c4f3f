using CodeFirstSatellite.Host.Serving;

namespace Tests.Satellite.Host;

[TestClass]
public sealed class IdleMemoryTests
{
    private const long MiB = 1024 * 1024;

    [TestMethod]
    public void Memory_AfterALoad_IsCollectedTwiceAndLeftAloneThen()
    {
        using var memory = new IdleMemory(TimeProvider.System);
        bool[] due = [.. new[] { 50 * MiB, 90 * MiB, (90 * MiB) + 1000, (90 * MiB) + 2000, (90 * MiB) + 3000, (90 * MiB) + 4000 }.Select(memory.IsDue)];
        CollectionAssert.AreEqual(new[] { false, false, true, true, false, false }, due);
    }

    [TestMethod]
    public void Memory_UnderLoad_IsLeftToTheCollector()
    {
        using var memory = new IdleMemory(TimeProvider.System);
        CollectionAssert.DoesNotContain(Enumerable.Range(1, 100).Select(i => memory.IsDue(i * 2 * MiB)).ToArray(), true);
    }

    [TestMethod]
    public void Memory_OfAHostThatWasNeverCalled_IsLeftAlone()
    {
        using var memory = new IdleMemory(TimeProvider.System);
        CollectionAssert.DoesNotContain(Enumerable.Range(1, 10).Select(i => memory.IsDue(i * 1000)).ToArray(), true);
    }
}
