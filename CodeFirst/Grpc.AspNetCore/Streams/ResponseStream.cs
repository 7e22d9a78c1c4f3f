using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using CodeFirst.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>
/// Writes the messages of one response stream. The first goes through grpc-dotnet's writer, which starts the response. Later ones
/// are gathered and put into the response's pipe together, since the pipe takes a lock for each write and each flush.
/// </summary>
/// <remarks>
/// A message is not held back for long. A batch leaves when the producer is not ready, before a message that would not fit, and
/// when the clock has ticked since the message before, so that a producer that blocks its thread between messages loses nothing.
/// Reading the clock takes some 4 % of a stream of small messages; it is left out under <see cref="WriteFlags.BufferHint"/>.
/// Whatever is not an ordinary message of an ordinary call goes through grpc-dotnet's writer, which then fails as it always does.
/// </remarks>
internal sealed class ResponseStream<TResponse>(
    StreamBatching batching, IServerStreamWriter<TResponse> writer, ServerCallContext call, MessageSerializer<TResponse> serializer)
    where TResponse : class
{
    /// <summary>Kestrel holds a writer up from this many unsent bytes on, so one batch can be filled while another is sent.</summary>
    private const int BatchSize = 64 * 1024;
    private const int PrefixSize = 5;
    private const int NotHere = -1;

    private readonly HttpResponse _response = call.GetHttpContext().Response;
    private readonly CancellationToken _ended = call.CancellationToken;
    private readonly MessageLengths _lengths = new();

    // Not memory of the pipe: the pipe may be completed by the deadline's timer at any time, and takes its memory back then.
    private byte[] _batch = [];
    private int _used;
    private long _lastTick;
    private bool _hasStarted;
    private bool _isAllowed;

    private bool IsHinted => ((call.WriteOptions?.Flags ?? 0) & WriteFlags.BufferHint) != 0;

    /// <summary>Sends all that <paramref name="source"/> yields.</summary>
    public async Task WriteAsync(IAsyncEnumerable<TResponse> source)
    {
        IAsyncEnumerator<TResponse> producer = source.GetAsyncEnumerator(_ended);
        try
        {
            while (true)
            {
                ValueTask<bool> next = producer.MoveNextAsync();
                if (!(next.IsCompletedSuccessfully ? next.Result : await FlushAndWaitAsync(next)))
                {
                    break;
                }

                TResponse message = producer.Current;
                int length = Measure(message);
                if (length == NotHere)
                {
                    await WriteThroughAsync(message);
                    continue;
                }

                if (_used + PrefixSize + length > BatchSize)
                {
                    await FlushAsync();
                }

                if (!TryAppend(message, length))
                {
                    await WriteThroughAsync(message);
                }
                else if (IsDue())
                {
                    await FlushAsync();
                }
            }

            await FlushAsync();
        }
        catch (Exception) when (_used > 0)
        {
            // The producer failed: what it yielded before that still arrives.
            await ((Task)FlushAsync().AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            Release();
            await producer.DisposeAsync();
        }
    }

    /// <summary>The message's length; <see cref="NotHere"/> where grpc-dotnet's writer is to take it.</summary>
    private int Measure(TResponse message)
    {
        if (!_isAllowed || message is null)
        {
            return NotHere;
        }

        // A call that has ended is no error of its handler.
        _ended.ThrowIfCancellationRequested();
        try
        {
            int length = serializer.Measure(message, _lengths);
            return length <= Math.Min(BatchSize - PrefixSize, batching.MaxMessageSize) ? length : NotHere;
        }
        catch (Exception)
        {
            return NotHere;
        }
    }

    private bool TryAppend(TResponse message, int length)
    {
        if (_batch.Length == 0)
        {
            _batch = ArrayPool<byte>.Shared.Rent(BatchSize);
        }

        Span<byte> frame = _batch.AsSpan(_used, PrefixSize + length);
        frame[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], length);
        try
        {
            serializer.Write(message, length, _lengths, frame[PrefixSize..]);
        }
        catch (Exception)
        {
            return false;
        }

        _used += frame.Length;
        return true;
    }

    private bool IsDue()
    {
        if (IsHinted)
        {
            return false;
        }

        long now = Environment.TickCount64;
        bool ticked = now != _lastTick;
        _lastTick = now;
        return ticked;
    }

    private async Task WriteThroughAsync(TResponse message)
    {
        await FlushAsync();
        await writer.WriteAsync(message);
        if (!_hasStarted && IsHinted)
        {
            // With the hint grpc-dotnet's writer flushes nothing, and the first message is to leave at once.
            await _response.BodyWriter.FlushAsync();
        }

        _hasStarted = true;
        _isAllowed = batching.IsAllowed(_response);
        _lastTick = Environment.TickCount64;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FlushAndWaitAsync(ValueTask<bool> next)
    {
        if (_used > 0)
        {
            try
            {
                await FlushAsync();
            }
            catch (Exception)
            {
                // An enumerator must not be disposed in the middle of a move.
                await ((Task)next.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }
        }

        return await next;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlushAsync()
    {
        int count = _used;
        _used = 0;
        if (count == 0 || _ended.IsCancellationRequested)
        {
            return;
        }

        PipeWriter pipe = _response.BodyWriter;
        _batch.AsSpan(0, count).CopyTo(pipe.GetSpan(count));
        pipe.Advance(count);

        // A stream that waits, for its producer or its client, holds no memory.
        Release();
        await pipe.FlushAsync();
        _ended.ThrowIfCancellationRequested();
        _isAllowed = batching.IsAllowed(_response);
    }

    private void Release()
    {
        if (_batch.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_batch);
            _batch = [];
        }
    }
}
