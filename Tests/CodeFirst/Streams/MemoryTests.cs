using Tests.CodeFirst.Calls;

namespace Tests.CodeFirst.Streams;

/// <summary>What passes through a process must not stay in it. Alone, since what others allocate counts too.</summary>
[TestClass]
[DoNotParallelize]
public sealed class MemoryTests
{
    private const long GiB = 1L << 30;

    /// <summary>Bytes after which memory is looked at.</summary>
    private const long Step = GiB / 8;

    [TestMethod]
    [DataRow(true, DisplayName = "down")]
    [DataRow(false, DisplayName = "up")]
    public async Task Gibibyte_ThroughAProcess_LeavesNoTrace(bool down)
    {
        await using FilesServer server = await FilesServer.StartAsync();

        // What a first call makes for ever is not the stream's.
        await TransferAsync(server, 10_000_000, down);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = await TransferAsync(server, GiB, down);

        // Both sides are in this process, with windows of up to 16 MiB between them.
        Assert.IsLessThan(64L * 1024 * 1024, most - before);
    }

    /// <summary>Gives the most memory that was in use meanwhile.</summary>
    private static async Task<long> TransferAsync(FilesServer server, long length, bool down)
    {
        long passed = 0;
        long most = 0;
        if (down)
        {
            server.Files.OnGet = (_, _) => Task.FromResult<Stream>(new Bytes(length));
            await using Stream stream = await server.Client.Get(new Question()).WaitAsync(ProbeServer.Patience);
            (passed, most) = await CountAsync(stream);
        }
        else
        {
            server.Files.OnPut = async (data, _) =>
            {
                (passed, most) = await CountAsync(data);
                return new Answer();
            };
            await server.Client.Put(new Bytes(length)).WaitAsync(TimeSpan.FromMinutes(2));
        }

        Assert.AreEqual(length, passed);
        return most;
    }

    private static async Task<(long Length, long Most)> CountAsync(Stream stream)
    {
        long most = 0;
        byte[] buffer = new byte[64 * 1024];
        long length = 0;
        while (await stream.ReadAsync(buffer) is > 0 and int count)
        {
            if (length / Step != (length + count) / Step)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
            }

            length += count;
        }

        return (length, most);
    }
}
