using System.Runtime.CompilerServices;

namespace CodeFirst.Grpc.Client;

/// <summary>
/// A response's body as grpc-dotnet reads it: a small frame, the token, replaces all messages that have arrived. Frames that are
/// compressed, larger than the buffer or the limit, or cut short pass unchanged. The first read opens <paramref name="content"/>.
/// </summary>
internal sealed class BatchedStream(HttpContent content, ReceivedFrames frames) : SequentialStream
{
    private Stream? _body;
    private byte[]? _token;
    private int _tokenLeft;
    private long _passing;
    private bool _isOver;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        !frames.IsClosed && TryServe(buffer.Span, out int count) ? new(count) : ReceiveAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            frames.Close();
            content.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Serves what has arrived; a read of 0 bytes only asks whether there is something.</summary>
    private bool TryServe(Span<byte> buffer, out int count)
    {
        if (_tokenLeft == 0 && _passing == 0)
        {
            Decide();
        }

        if (_tokenLeft > 0)
        {
            count = Math.Min(_tokenLeft, buffer.Length);
            _token.AsSpan(_token!.Length - _tokenLeft, count).CopyTo(buffer);
            _tokenLeft -= count;
            return true;
        }

        ReadOnlySpan<byte> unread = frames.Unread;
        count = (int)Math.Min(Math.Min(unread.Length, buffer.Length), _passing);
        unread[..count].CopyTo(buffer);
        frames.Skip(count);
        _passing -= count;
        return _isOver || (_passing + count > 0 && unread.Length > 0);
    }

    /// <summary>Decides, between two frames, what to serve next.</summary>
    private void Decide()
    {
        if (frames.IsForeign(out long size) || (frames.PassNextOn && size > 0))
        {
            frames.PassNextOn = false;
            _passing = size;
        }
        else if (frames.TryPeek(out _))
        {
            _token ??= frames.CreateToken();
            _tokenLeft = _token.Length;
        }
        else if (_isOver)
        {
            _passing = long.MaxValue;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            Stream body = _body ??= await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            if (frames.IsClosed)
            {
                return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }

            if (_passing > 0)
            {
                int read = await body.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _passing)], cancellationToken).ConfigureAwait(false);
                _passing -= read;
                return read;
            }

            if (frames.IsUnused)
            {
                // A stream that waits for its first message holds no memory.
                await body.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
            }

            while (true)
            {
                int received = await body.ReadAsync(frames.Free(), cancellationToken).ConfigureAwait(false);
                frames.Receive(received);
                _isOver = received == 0;
                if (TryServe(buffer.Span, out int count))
                {
                    return count;
                }
            }
        }
        catch (IOException e) when (cancellationToken.IsCancellationRequested || e is HttpProtocolException { ErrorCode: 8 })
        {
            // A call whose deadline passes disposes the response under a read, which looks like a lost connection. A server that resets the
            // stream (CANCEL, 8) may be up to 1 ms ahead, since grpc-timeout is rounded down. In both cases the deadline ends the call now.
            await Task.Delay(20, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }
}
