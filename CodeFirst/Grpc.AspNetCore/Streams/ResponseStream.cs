using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>
/// Writes the messages of a response stream. The first goes through grpc-dotnet's writer, which starts the response. Later messages are
/// batched, since the response's pipe takes a lock for each write and each flush.
/// </summary>
/// <remarks>
/// A batch leaves when the producer is not ready, before a message that would not fit, and through <see cref="ProducerWatch"/> if the
/// producer blocks its thread. Messages that cannot be batched go through grpc-dotnet's writer, which reports errors as it always does.
/// </remarks>
internal sealed class ResponseStream<TResponse>(
    StreamBatching batching, IServerStreamWriter<TResponse> writer, ServerCallContext call, MessageSerializer<TResponse> serializer)
    where TResponse : class
{
    /// <summary>In bytes. Kestrel blocks writers from this many unsent bytes on, so a batch can be filled while another is sent.</summary>
    private const int BatchSize = 64 * 1024;

    /// <summary>Frames of this many bytes go straight into the pipe: another copy would cost more than the pipe's lock.</summary>
    private const int LargeSize = 4 * 1024;
    private const int PrefixSize = 5;
    private const int NotHere = -1;

    private readonly HttpResponse _response = call.GetHttpContext().Response;
    private readonly CancellationToken _ended = call.CancellationToken;
    private readonly MessageLengths _lengths = new();

    // Not the pipe's memory: the deadline's timer may complete the pipe at any time, and the pipe then takes its memory back.
    private byte[] _batch = [];
    private int _used;

    // Bytes in the pipe that were not flushed.
    private int _unflushed;
    private bool _isAllowed;

    // The message that the producer yielded and that was not written yet.
    private TResponse? _message;
    private bool _hasMessage;

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
            // The producer failed; what it yielded before still goes out.
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

    /// <summary>Batches messages while the producer is ready. Not async, so that its locals stay off the heap.</summary>
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

    /// <summary>The message's length in bytes; <see cref="NotHere"/> if grpc-dotnet's writer must take it.</summary>
    private int Measure(TResponse? message)
    {
        if (!_isAllowed || message is null)
        {
            return NotHere;
        }

        // The end of a call is no error of its handler.
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
            // An enumerator must not be disposed while it moves.
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

    /// <summary>Puts the batch into the pipe and returns its memory: a waiting stream holds none.</summary>
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
