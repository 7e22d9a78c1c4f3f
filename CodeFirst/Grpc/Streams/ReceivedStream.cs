using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace CodeFirst.Grpc.Streams;

/// <summary>The bytes of a call's messages, to be read once and in order.</summary>
/// <remarks>
/// Messages are asked for as they are read, so a reader that stops stops its peer. One read at a time; disposing may come in
/// the middle of one, which then fails and itself lets go of what it was using.
/// </remarks>
internal sealed class ReceivedStream(IAsyncEnumerable<StreamChunk> chunks) : ReadOnlyStream
{
    private const int Idle = 0;
    private const int Reading = 1;
    private const int Closed = 2;

    // Not disposed: it has no timer and no handle of its own.
    private readonly CancellationTokenSource _ending = new();
    private int _state;

    // Belong to the flow that reads.
    private IAsyncEnumerator<StreamChunk>? _source;
    private StreamChunk? _chunk;
    private ReadOnlyMemory<byte> _rest;
    private bool _complete;
    private Exception? _failure;

    public override bool CanRead => Volatile.Read(ref _state) != Closed;

    /// <summary>Waits for the first byte or the end.</summary>
    public async ValueTask StartAsync()
    {
        Enter();
        try
        {
            await MoveAsync(default).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        Enter();
        if (_rest.IsEmpty)
        {
            return ReadSlowAsync(buffer, cancellationToken);
        }

        int count = Take(buffer.Span);
        Leave();
        return new ValueTask<int>(count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Blocks its caller, as the streams of sockets do.</summary>
    public override int Read(Span<byte> buffer)
    {
        Enter();
        try
        {
            return !_rest.IsEmpty || MoveAsync(default).AsTask().GetAwaiter().GetResult() ? Take(buffer) : 0;
        }
        finally
        {
            Leave();
        }
    }

    public override int ReadByte()
    {
        byte value = 0;
        return Read(new Span<byte>(ref value)) == 0 ? -1 : value;
    }

    /// <summary>Hands on the bytes from where they lie.</summary>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        cancellationToken.ThrowIfCancellationRequested();
        Enter();
        try
        {
            while (!_rest.IsEmpty || await MoveAsync(cancellationToken).ConfigureAwait(false))
            {
                await destination.WriteAsync(_rest, cancellationToken).ConfigureAwait(false);
                _rest = default;
            }
        }
        finally
        {
            Leave();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ValueTask closing = CloseAsync();
            if (!closing.IsCompletedSuccessfully)
            {
                closing.AsTask().GetAwaiter().GetResult();
            }
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadSlowAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await MoveAsync(cancellationToken).ConfigureAwait(false) ? Take(buffer.Span) : 0;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Goes on to the next chunk that has bytes; false: there is none.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> MoveAsync(CancellationToken cancellationToken)
    {
        if (_failure is not null)
        {
            // A failed call has no end that could be taken for the stream's.
            ExceptionDispatchInfo.Throw(_failure);
        }

        // The messages come with one token for them all, so a read that is cancelled ends the stream.
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static ending => ((CancellationTokenSource)ending!).Cancel(), _ending);
        try
        {
            while (_rest.IsEmpty && !_complete)
            {
                DropChunk();
                _source ??= chunks.GetAsyncEnumerator(_ending.Token);
                if (await _source.MoveNextAsync().ConfigureAwait(false))
                {
                    _chunk = _source.Current;
                    _rest = _chunk.Bytes;
                }
                else
                {
                    _complete = true;
                    await ReleaseAsync().ConfigureAwait(false);
                }
            }

            return !_complete;
        }
        catch (Exception e)
        {
            _failure = e;
            if (Volatile.Read(ref _state) == Closed)
            {
                throw new ObjectDisposedException("The stream was disposed while it was being read.", e);
            }

            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                _failure = new OperationCanceledException("A read was cancelled, and the stream ended with it.", e, cancellationToken);
                ExceptionDispatchInfo.Throw(_failure);
            }

            throw;
        }
        finally
        {
            await registration.DisposeAsync().ConfigureAwait(false);
        }
    }

    private int Take(Span<byte> buffer)
    {
        int count = Math.Min(_rest.Length, buffer.Length);
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    private void DropChunk()
    {
        _rest = default;
        _chunk?.Release();
        _chunk = null;
    }

    private void Enter()
    {
        switch (Interlocked.CompareExchange(ref _state, Reading, Idle))
        {
            case Reading:
                throw new InvalidOperationException("The stream is being read already: wait for one read before the next.");
            case Closed:
                throw new ObjectDisposedException(nameof(Stream));
        }
    }

    private void Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Reading) == Closed)
        {
            _ = ReleaseAbandonedAsync();
        }
    }

    /// <summary>Ends the call, unless it is over.</summary>
    private ValueTask CloseAsync()
    {
        switch (Interlocked.Exchange(ref _state, Closed))
        {
            case Idle:
                return ReleaseAsync();
            case Reading:
                _ending.Cancel();
                break;
        }

        return default;
    }

    private async ValueTask ReleaseAsync()
    {
        DropChunk();
        if (_source is { } source)
        {
            _source = null;
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Lets go for whoever disposed the stream while it was being read, who does not wait for that.</summary>
    private async Task ReleaseAbandonedAsync()
    {
        try
        {
            await ReleaseAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException or IOException)
        {
            // The call is over either way, and nobody asks any more how.
        }
    }
}
