using System.Security.Cryptography;

namespace Tests.CodeFirst.Calls.Downloads;

/// <summary>
/// A stream of made-up bytes, which are a function of their position, that can tell how it was treated. Gives as much at a
/// time as it is asked for, up to what a test says.
/// </summary>
internal sealed class Bytes(long length, int atATime = int.MaxValue, Func<long, CancellationToken, ValueTask>? before = null) : Stream
{
    private static readonly byte[] Block = Make();

    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _given;

    /// <summary>How many have been read.</summary>
    public long Given => Volatile.Read(ref _given);

    /// <summary>Completed when it has been disposed.</summary>
    public Task Disposed => _disposed.Task.Patiently();

    public bool IsDisposed => _disposed.Task.IsCompleted;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Reads a stream to its end and gives how long it was, and its hash.</summary>
    public static async Task<(long Length, byte[] Hash)> ReadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[50_000];
        long length = 0;
        while (await stream.ReadAsync(buffer, cancellationToken).Patiently() is > 0 and int count)
        {
            hash.AppendData(buffer, 0, count);
            length += count;
        }

        return (length, hash.GetHashAndReset());
    }

    /// <summary>The hash of that many bytes.</summary>
    public static byte[] HashOf(long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; at < length; at += Block.Length)
        {
            hash.AppendData(Block, 0, (int)Math.Min(Block.Length, length - at));
        }

        return hash.GetHashAndReset();
    }

    /// <summary>The first so many bytes.</summary>
    public static byte[] First(int count)
    {
        byte[] bytes = new byte[count];
        using var stream = new Bytes(count);
        stream.ReadExactly(bytes);
        return bytes;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Assert.IsFalse(IsDisposed, "the stream is read although it has been disposed");
        if (before is not null)
        {
            await before(_given, cancellationToken);
        }

        return Read(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        int at = (int)(_given % Block.Length);
        int count = (int)Math.Min(Math.Min(buffer.Length, atATime), Math.Min(length - _given, Block.Length - at));
        Block.AsSpan(at, count).CopyTo(buffer);
        Volatile.Write(ref _given, _given + count);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _disposed.TrySetResult();
        base.Dispose(disposing);
    }

    // A prime length, so that no chunk size divides it and a chunk that is lost or doubled shows.
    private static byte[] Make()
    {
        byte[] block = new byte[1_000_003];
        new Random(1).NextBytes(block);
        return block;
    }
}
