using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using CodeFirst.Grpc.Compression;
using CodeFirst.Grpc.Framing;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.Server;

/// <summary>The stream of responses of one call.</summary>
/// <remarks>One flow writes at a time: the pump, an interceptor that wraps this stream, or one that writes itself.</remarks>
internal sealed class ResponseStream<TResponse>(ServerCall call, MessageSerializer<TResponse> serializer) : IServerStreamWriter<TResponse>
    where TResponse : class
{
    private readonly MessageLengths _lengths = new();
    private readonly ResponseBatch _batch = call.Batch;
    private readonly int? _limit = call.Limits.Send;

    // Whether a pump writes through an interceptor, and whether the pump has entered the response.
    private bool _pumped;
    private bool _entered;

    /// <summary>Sends all that <paramref name="source"/> yields, through <paramref name="target"/>, which is this or wraps it.</summary>
    public Task PumpAsync(IAsyncEnumerable<TResponse>? source, IServerStreamWriter<TResponse> target)
    {
        if (source is null)
        {
            throw new InvalidOperationException("The handler returned null instead of a stream.");
        }

        if (ReferenceEquals(target, this))
        {
            return PumpAsync(source);
        }

        // The pump flushes when the producer is not ready, so that not every message needs to be.
        _pumped = true;
        return PumpThroughAsync(source, target);
    }

    public Task WriteAsync(TResponse message)
    {
        call.EnterResponse();
        ValueTask flush = default;
        try
        {
            if (Append(message) || !_pumped)
            {
                flush = call.FlushAsync();
            }
        }
        catch (Exception e)
        {
            call.LeaveResponse();
            return Task.FromException(e);
        }

        if (flush.IsCompletedSuccessfully)
        {
            call.LeaveResponse();
            return Task.CompletedTask;
        }

        return LeaveAfterAsync(flush);
    }

    private async Task PumpAsync(IAsyncEnumerable<TResponse> source)
    {
        IAsyncEnumerator<TResponse> producer = source.GetAsyncEnumerator(call.CancellationToken);
        try
        {
            Enter();
            while (true)
            {
                ValueTask<bool> next = producer.MoveNextAsync();
                if (!(next.IsCompleted ? next.Result : await FlushAndWaitAsync(next)))
                {
                    return;
                }

                if (Append(producer.Current))
                {
                    await call.FlushAsync();
                }
            }
        }
        finally
        {
            Leave();
            await producer.DisposeAsync();
        }
    }

    private async Task PumpThroughAsync(IAsyncEnumerable<TResponse> source, IServerStreamWriter<TResponse> target)
    {
        await using IAsyncEnumerator<TResponse> producer = source.GetAsyncEnumerator(call.CancellationToken);
        while (true)
        {
            ValueTask<bool> next = producer.MoveNextAsync();
            bool more = next.IsCompleted ? next.Result : await FlushAndWaitAsync(next);
            Leave();
            if (!more)
            {
                return;
            }

            await target.WriteAsync(producer.Current);
        }
    }

    /// <summary>Waits for the producer, which is given the response while it works; the client gets all there is before.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FlushAndWaitAsync(ValueTask<bool> next)
    {
        try
        {
            if (_batch.HasPending)
            {
                if (!_entered)
                {
                    Enter();
                }

                await call.FlushAsync();
            }
        }
        catch
        {
            // An enumerator must not be disposed in the middle of a move, so that is waited for in any case.
            Leave();
            await ((Task)next.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        // The response is free meanwhile, so that the end of the call can be told at once.
        Leave();
        bool more = await next;
        Enter();
        return more;
    }

    private async Task LeaveAfterAsync(ValueTask flush)
    {
        try
        {
            await flush;
        }
        finally
        {
            call.LeaveResponse();
        }
    }

    private void Enter()
    {
        call.EnterResponse();
        _entered = true;
    }

    private void Leave()
    {
        if (_entered)
        {
            _entered = false;
            call.LeaveResponse();
        }
    }

    /// <summary>Puts a message into the batch. True when it is time to flush.</summary>
    private bool Append(TResponse? message)
    {
        if (message is null)
        {
            throw new InvalidOperationException($"The responses of '{call.Method}' have a null among them; each is a message.");
        }

        call.ThrowIfEnded();
        try
        {
            int length = serializer.Measure(message, _lengths);
            MessagePrefix.CheckSend(length, _limit);
            int size = MessagePrefix.Size + length;
            bool due;
            if (call.NextCompression is { } compression)
            {
                due = AppendCompressed(message, length, compression);
            }
            else if (size <= ResponseBatch.Size)
            {
                Span<byte> room = _batch.Room(size);
                MessagePrefix.Write(room, length);
                serializer.Write(message, length, _lengths, room[MessagePrefix.Size..]);
                due = _batch.Take(size, call.MayBuffer);
            }
            else
            {
                due = AppendLong(message, length);
            }

            call.CountMessage(length);
            return due;
        }
        catch (ProtobufException e)
        {
            throw call.InvalidResponse(e);
        }
    }

    private bool AppendCompressed(TResponse message, int length, CompressionAlgorithm compression)
    {
        using CompressedFrame frame = CompressedFrame.Of(message, length, _lengths, serializer, compression, call.Runtime.Options.ResponseCompressionLevel);
        _batch.HandOver();
        call.Http.Response.BodyWriter.Write(frame.Bytes);
        return _batch.TakeWritten(frame.Bytes.Length, call.MayBuffer);
    }

    /// <summary>Writes a message longer than a batch to the pipe itself, which need not have it all in one piece.</summary>
    private bool AppendLong(TResponse message, int length)
    {
        _batch.HandOver();
        call.CountStarted();
        PipeWriter writer = call.Http.Response.BodyWriter;
        MessagePrefix.Write(writer.GetSpan(MessagePrefix.Size), length);
        writer.Advance(MessagePrefix.Size);
        serializer.Write(message, length, _lengths, writer);
        return _batch.TakeWritten(MessagePrefix.Size + length, call.MayBuffer);
    }
}
