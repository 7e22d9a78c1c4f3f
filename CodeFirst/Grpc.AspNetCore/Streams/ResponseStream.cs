using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>
/// Writes the messages of one response stream. The first goes through grpc-dotnet's writer, which starts the response. Later ones
/// are gathered and put into the response's pipe together, since the pipe takes a lock for each write and each flush.
/// </summary>
/// <remarks>
/// A message is not held back for long. A batch leaves when the producer is not ready, before a message that would not fit, and by way of
/// <see cref="ProducerWatch"/> where the producer blocks its thread.
/// Whatever is not an ordinary message of an ordinary call goes through grpc-dotnet's writer, which then fails as it always does.
/// </remarks>
internal sealed class ResponseStream<TResponse>(
    StreamBatching batching, IServerStreamWriter<TResponse> writer, ServerCallContext call, MessageSerializer<TResponse> serializer)
    where TResponse : class
{
    /// <summary>Kestrel holds a writer up from this many unsent bytes on, so one batch can be filled while another is sent.</summary>
    private const int BatchSize = 64 * 1024;

    /// <summary>Frames of so many bytes are written into the pipe itself: to copy one more often costs more than the pipe's lock.</summary>
    private const int LargeSize = 4 * 1024;
    private const int PrefixSize = 5;
    private const int NotHere = -1;

    private readonly HttpResponse _response = call.GetHttpContext().Response;
    private readonly CancellationToken _ended = call.CancellationToken;
    private readonly MessageLengths _lengths = new();

    // Not memory of the pipe: the pipe may be completed by the deadline's timer at any time, and takes its memory back then.
    private byte[] _batch = [];
    private int _used;

    // Bytes that are in the pipe already and were not flushed.
    private int _unflushed;
    private bool _isAllowed;

    // A message that was yielded and has still to be taken.
    private TResponse? _message;
    private bool _hasMessage;

    // Made when a message is first held back.
    private ProducerWatch? _watch;

    private enum Step
    {
        Wait,
        Flush,
        WriteThrough,
        End,
    }

    /// <summary>Sends all that <paramref name="source"/> yields.</summary>
    public async Task WriteAsync(IAsyncEnumerable<TResponse> source)
    {
        IAsyncEnumerator<TResponse> producer = source.GetAsyncEnumerator(_ended);
        try
        {
            while (true)
            {
                Step step = Fill(producer, out ValueTask<bool> next);
                if (step == Step.Flush)
                {
                    await FlushAsync();
                }
                else if (step == Step.WriteThrough)
                {
                    await WriteThroughAsync();
                }
                else if (step == Step.Wait && await FlushAndWaitAsync(next))
                {
                    Take(producer);
                }
                else
                {
                    break;
                }
            }

            await FlushAsync();
        }
        catch (Exception) when (_used + _unflushed > 0)
        {
            // The producer failed: what it yielded before that still arrives.
            await ((Task)FlushAsync().AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            await (_watch?.DisposeAsync() ?? default);
            Release();
            await producer.DisposeAsync();
        }
    }

    /// <summary>Takes messages while nothing has to be waited for; apart from the method above, whose locals live in its task.</summary>
    private Step Fill(IAsyncEnumerator<TResponse> producer, out ValueTask<bool> next)
    {
        next = default;
        while (true)
        {
            if (!_hasMessage)
            {
                if (_used + _unflushed > 0)
                {
                    (_watch ??= new(() => SendAsync().AsTask())).Enter();
                }

                next = producer.MoveNextAsync();
                if (_watch?.Leave() == true || !next.IsCompletedSuccessfully)
                {
                    return Step.Wait;
                }

                if (!next.Result)
                {
                    return Step.End;
                }

                Take(producer);
            }

            int length = Measure(_message);
            int size = PrefixSize + length;
            if (length == NotHere)
            {
                return Step.WriteThrough;
            }

            if (_used + _unflushed + size > BatchSize)
            {
                return Step.Flush;
            }

            Append(_message!, length, size);
            _hasMessage = false;
        }
    }

    private void Take(IAsyncEnumerator<TResponse> producer)
    {
        _message = producer.Current;
        _hasMessage = true;
    }

    /// <summary>The message's length; <see cref="NotHere"/> where grpc-dotnet's writer is to take it.</summary>
    private int Measure(TResponse? message)
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

    private void Append(TResponse message, int length, int size)
    {
        if (size < LargeSize)
        {
            if (_batch.Length == 0)
            {
                _batch = ArrayPool<byte>.Shared.Rent(BatchSize);
            }

            Write(message, length, _batch.AsSpan(_used));
            _used += size;
            return;
        }

        HandOver();
        PipeWriter pipe = _response.BodyWriter;
        Write(message, length, pipe.GetSpan(size));
        pipe.Advance(size);
        _unflushed += size;
    }

    private void Write(TResponse message, int length, Span<byte> frame)
    {
        frame[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], length);
        serializer.Write(message, length, _lengths, frame[PrefixSize..]);
    }

    private async Task WriteThroughAsync()
    {
        await FlushAsync();
        _hasMessage = false;
        await writer.WriteAsync(_message!);
        _isAllowed = batching.IsAllowed(_response);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FlushAndWaitAsync(ValueTask<bool> next)
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

        return await next;
    }

    private ValueTask FlushAsync() => _watch?.Leave() == true ? FlushAfterAsync(_watch) : SendAsync();

    private async ValueTask FlushAfterAsync(ProducerWatch watch)
    {
        await watch.LeaveAsync();
        await SendAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync()
    {
        if (_used + _unflushed == 0)
        {
            return;
        }

        if (_ended.IsCancellationRequested)
        {
            _used = _unflushed = 0;
            return;
        }

        HandOver();
        _unflushed = 0;
        await _response.BodyWriter.FlushAsync();
        _ended.ThrowIfCancellationRequested();
        _isAllowed = batching.IsAllowed(_response);
    }

    /// <summary>Puts the batch into the pipe. A stream that waits, for its producer or its client, holds no memory.</summary>
    private void HandOver()
    {
        if (_used > 0)
        {
            PipeWriter pipe = _response.BodyWriter;
            _batch.AsSpan(0, _used).CopyTo(pipe.GetSpan(_used));
            pipe.Advance(_used);
            _unflushed += _used;
            _used = 0;
            Release();
        }
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
