using Tests.Runtime.Calls;

namespace Tests.Runtime.Streams;

/// <summary>What passes through a process must not stay in it. Alone, since what others allocate counts too.</summary>
[TestClass]
[DoNotParallelize]
public sealed class MemoryTests
{
    private const long GiB = 1L << 30;

    [TestMethod]
    [DataRow(true, DisplayName = "down")]
    [DataRow(false, DisplayName = "up")]
    public async Task Gibibyte_ThroughAProcess_LeavesNoTrace(bool down)
    {
        await using FilesServer server = await FilesServer.StartAsync();

        // What a first call makes for ever is not the stream's.
        await TransferAsync(server, 10_000_000, down);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await TransferAsync(server, GiB, down);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Console.WriteLine($"{allocated / 1024} KiB allocated for {GiB / 1024} KiB on both sides");

        // A chunk is 64 KiB, so this is less than a tenth of what an array for each would be.
        Assert.IsLessThan(96L * 1024 * 1024, allocated);
    }

    private static async Task TransferAsync(FilesServer server, long length, bool down)
    {
        long passed = 0;
        if (down)
        {
            server.Files.OnGet = (_, _) => Task.FromResult<Stream>(new Bytes(length));
            await using Stream stream = await server.Client.Get(new Question()).WaitAsync(ProbeServer.Patience);
            passed = await CountAsync(stream);
        }
        else
        {
            server.Files.OnPut = async (data, _) =>
            {
                passed = await CountAsync(data);
                return new Answer();
            };
            await server.Client.Put(new Bytes(length)).WaitAsync(TimeSpan.FromMinutes(2));
        }

        Assert.AreEqual(length, passed);
    }

    private static async Task<long> CountAsync(Stream stream)
    {
        byte[] buffer = new byte[64 * 1024];
        long length = 0;
        while (await stream.ReadAsync(buffer) is > 0 and int count)
        {
            length += count;
        }

        return length;
    }
}
