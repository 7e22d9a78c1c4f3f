using System.Runtime.CompilerServices;

namespace CodeFirst.Grpc.Client;

/// <summary>
/// A connection as HttpClient has it, above TLS. It notices the first frame that comes from a server, and lets others have their
/// turn while a server sends faster than is read here.
/// </summary>
/// <remarks>
/// RFC 9113, section 3.4: the first frame of a server is SETTINGS. A frame's type is its fourth byte (section 4.1).
/// HttpClient reads a connection in one flow, so the counts need no lock.
/// </remarks>
internal sealed class ConnectionStream(Stream inner, ConnectionProgress progress) : Stream
{
    private const int TypeOffset = 3;
    private const byte SettingsType = 0x4;

    /// <summary>
    /// Bytes that are read without a wait until others have their turn. That flow keeps its thread as long as there is something to read,
    /// so that a few connections keep all the threads there are, and calls and other connections get nothing for seconds.
    /// </summary>
    private const int Turn = 256 * 1024;

    private int _readInTurn;
    private int _read;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _read > TypeOffset ? ReadInTurnAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        int count = inner.Read(buffer);
        Look(buffer[..count]);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Look(buffer.Span[..count]);
        return count;
    }

    private ValueTask<int> ReadInTurnAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_readInTurn >= Turn)
        {
            _readInTurn = 0;
            return ReadAfterOthersAsync(buffer, cancellationToken);
        }

        ValueTask<int> read = inner.ReadAsync(buffer, cancellationToken);
        if (!read.IsCompletedSuccessfully)
        {
            _readInTurn = 0;
            return read;
        }

        int count = read.Result;
        _readInTurn += count;
        return new ValueTask<int>(count);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadAfterOthersAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    private void Look(ReadOnlySpan<byte> bytes)
    {
        int type = TypeOffset - _read;
        if ((uint)type < (uint)bytes.Length)
        {
            progress.IsEstablished = bytes[type] == SettingsType;
        }

        // Counted no further than needed: a connection may carry more bytes than an int holds.
        _read += Math.Min(bytes.Length, TypeOffset + 1);
    }
}
