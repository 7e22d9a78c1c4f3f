using System.Runtime.CompilerServices;

namespace CodeFirst.Grpc.Client;

/// <summary>
/// A connection that yields its thread now and then. HttpClient reads a connection in one flow, which keeps its thread as long as there is
/// something to read: a few fast servers would occupy all threads and starve calls.
/// </summary>
internal sealed class TurnTakingStream(Stream inner) : SequentialStream
{
    // Bytes to read without a wait before yielding.
    private const int Turn = 256 * 1024;

    private int _readInTurn;

    public override bool CanWrite => true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
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
        return new(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadAfterOthersAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }
}
