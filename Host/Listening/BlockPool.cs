using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace CodeFirstSatellite.Host.Listening;

/// <summary>
/// The memory that connections read into and write from, in blocks. It keeps some free blocks and leaves the others to the garbage
/// collector. Kestrel's own pool keeps all that a burst took, and gives back a twentieth every ten seconds.
/// </summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    // As in Kestrel's own pool: a page.
    private const int BlockSize = 4096;
    private const int MostFree = 16 * 1024 * 1024 / BlockSize;

    private readonly ConcurrentQueue<Block> _free = new();
    private int _count;

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        if (!_free.TryDequeue(out Block? block))
        {
            return new Block(this);
        }

        Interlocked.Decrement(ref _count);
        return block;
    }

    protected override void Dispose(bool disposing)
    {
        // Blocks that are rented still may come back.
    }

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref _count) <= MostFree)
        {
            _free.Enqueue(block);
        }
        else
        {
            Interlocked.Decrement(ref _count);
        }
    }

    // Pinned for good, since sockets would pin it for each operation.
    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } =
            MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true), 0, BlockSize);

        public void Dispose() => pool.Return(this);
    }
}

/// <summary>Gives Kestrel a pool for each of its queues.</summary>
internal sealed class BlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool();
}
