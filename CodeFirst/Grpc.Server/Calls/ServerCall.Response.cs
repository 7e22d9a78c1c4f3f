using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using CodeFirst.Grpc.Compression;
using CodeFirst.Grpc.Framing;
using CodeFirst.Protobuf;
using Microsoft.AspNetCore.Http;

namespace CodeFirst.Grpc.Server;

/// <summary>How a call's response is written. All of it belongs to whoever holds the gate.</summary>
internal sealed partial class ServerCall
{
    /// <summary>
    /// A single response longer than this is flushed, and so timed, before the call ends; a shorter one leaves with the
    /// trailers, which saves a thread switch per call and can hold up no more than this.
    /// </summary>
    private const int FlushSingleResponseFrom = 16 * 1024;

    private ResponseGate _gate;
    private ResponseBatch? _batch;
    private bool _bodyWritten;
    private long _messagesSent;
    private long _bytesSent;

    /// <summary>Whether the status must go into trailers because there are headers or messages before it.</summary>
    public bool ResponseStarted => _bodyWritten || Http.Response.HasStarted;

    /// <summary>The messages not yet handed to the server.</summary>
    public ResponseBatch Batch => _batch ??= new ResponseBatch(Http.Response.BodyWriter);

    /// <summary>Takes the response.</summary>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    /// <exception cref="InvalidOperationException">Somebody else is writing, or the handler is done.</exception>
    public void EnterResponse()
    {
        if (_gate.TryEnter())
        {
            return;
        }

        ThrowIfEnded();
        throw new InvalidOperationException(_gate.IsClosed
            ? "The call is over; responses are written while its handler runs."
            : "A message is being written already: wait for one WriteAsync before the next.");
    }

    /// <summary>Lets go of the response; what the end of the call waits for.</summary>
    public void LeaveResponse()
    {
        _gate.Leave();
        if (HasEnded)
        {
            Volatile.Read(ref _wakeup)?.Signal();
        }
    }

    public void ThrowIfEnded()
    {
        if (HasEnded)
        {
            throw new OperationCanceledException(Ended!.Status.Detail, CancellationToken);
        }
    }

    /// <summary>What a call ends with whose response cannot be written: the fault is the server's, so the client is told no more.</summary>
    public RpcException InvalidResponse(ProtobufException cause)
    {
        GrpcServerLog.ResponseInvalid(Runtime.Logger, Method, cause);
        string detail = Runtime.Options.EnableDetailedErrors ? ": " + cause.Message : "";
        return new RpcException(new Status(StatusCode.Internal, "the response message cannot be written" + detail, cause));
    }

    /// <summary>Notes that part of the response body is on its way.</summary>
    public void CountStarted() => _bodyWritten = true;

    /// <summary>Counts a message taken to be sent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountMessage(int length)
    {
        _bodyWritten = true;
        Volatile.Write(ref _messagesSent, _messagesSent + 1);
        Volatile.Write(ref _bytesSent, _bytesSent + length);
    }

    /// <summary>Sends what is pending and waits while the client does not read. The caller holds the response.</summary>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    public ValueTask FlushAsync()
    {
        Batch.Close();
        ValueTask<FlushResult> flush = Http.Response.BodyWriter.FlushAsync();
        if (!flush.IsCompletedSuccessfully)
        {
            return FlushSlowAsync(flush);
        }

        if (flush.Result.IsCompleted)
        {
            End(CallEnd.ClientGone);
            ThrowIfEnded();
        }

        return default;
    }

    public override async Task WriteResponseHeadersAsync(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        ThrowIfEnded();

        // A stream's producer asks for this while its pump holds the response, or waits for it and has left it: in that
        // case the end of the call must be kept out meanwhile.
        bool entered = _gate.TryEnter();
        try
        {
            if (_gate.IsClosed)
            {
                ThrowIfEnded();
                throw new InvalidOperationException("The call is over; response headers are sent while its handler runs.");
            }

            if (ResponseStarted)
            {
                throw new InvalidOperationException("The response headers have been sent; they go with the first message at the latest.");
            }

            SendResponseEncoding();
            ResponseMetadata.Add(Http.Response.Headers, responseHeaders);
            _bodyWritten = true;

            // Kestrel keeps headers for the first flush otherwise. Nothing else is pending: messages come after them.
            await Http.Response.StartAsync();
            await Http.Response.BodyWriter.FlushAsync();
        }
        finally
        {
            if (entered)
            {
                LeaveResponse();
            }
        }
    }

    /// <summary>The stream of responses, for a call that has one.</summary>
    public object? ResponseStream { get; set; }

    /// <summary>Sends the rest of a stream, then the status.</summary>
    public async ValueTask FinishStreamAsync()
    {
        if (Batch.HasPending && _gate.TryEnter())
        {
            await FlushAndLeaveAsync();
        }

        Finish(Status, null);
    }

    /// <summary>Sends the response and the status of a call that has one response; where the status is an error, it alone.</summary>
    public ValueTask FinishAsync<TResponse>(TResponse? response, MessageSerializer<TResponse> serializer)
        where TResponse : class
    {
        if (HasEnded || Status.StatusCode != StatusCode.OK)
        {
            Finish(Status, null);
            return default;
        }

        if (response is null)
        {
            throw new InvalidOperationException("The handler returned null instead of a message.");
        }

        if (!_gate.TryEnter())
        {
            return default;
        }

        int length;
        try
        {
            length = WriteSingle(response, serializer);
        }
        catch
        {
            LeaveResponse();
            throw;
        }

        if (length > FlushSingleResponseFrom)
        {
            return FlushAndFinishAsync();
        }

        LeaveResponse();
        Finish(Status, null);
        return default;
    }

    private async ValueTask FlushAndFinishAsync()
    {
        await FlushAndLeaveAsync();
        Finish(Status, null);
    }

    /// <summary>
    /// Flushes what comes before the status, while the call can still be ended and its client be found to stall: once the
    /// request delegate has returned nobody watches any more.
    /// </summary>
    private async ValueTask FlushAndLeaveAsync()
    {
        Task flushing = RunAsync();
        if (!flushing.IsCompleted)
        {
            await JoinAsync(flushing);
        }

        await flushing;

        async Task RunAsync()
        {
            try
            {
                await FlushAsync();
            }
            finally
            {
                LeaveResponse();
            }
        }
    }

    private int WriteSingle<TResponse>(TResponse response, MessageSerializer<TResponse> serializer)
        where TResponse : class
    {
        PipeWriter writer = Http.Response.BodyWriter;
        MessageLengths lengths = LengthsPool.Take();
        try
        {
            int length = serializer.Measure(response, lengths);
            MessagePrefix.CheckSend(length, Limits.Send);
            if (NextCompression is { } compression)
            {
                using CompressedFrame frame = CompressedFrame.Of(response, length, lengths, serializer, compression, Runtime.Options.ResponseCompressionLevel);
                writer.Write(frame.Bytes);
            }
            else if (length <= ResponseBatch.Size)
            {
                Span<byte> room = writer.GetSpan(MessagePrefix.Size + length);
                MessagePrefix.Write(room, length);
                serializer.Write(response, length, lengths, room.Slice(MessagePrefix.Size, length));
                writer.Advance(MessagePrefix.Size + length);
            }
            else
            {
                CountStarted();
                MessagePrefix.Write(writer.GetSpan(MessagePrefix.Size), length);
                writer.Advance(MessagePrefix.Size);
                serializer.Write(response, length, lengths, writer);
            }

            CountMessage(length);
            return length;
        }
        catch (ProtobufException e)
        {
            throw InvalidResponse(e);
        }
        finally
        {
            LengthsPool.Return(lengths);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlushSlowAsync(ValueTask<FlushResult> flush)
    {
        // The watch is there before the gate says so: the flow that runs the call looks at the gate and then uses the watch.
        StallWatch watch = WriteWatch;
        _gate.BeginFlush();
        watch.Begin();
        if (HasEnded)
        {
            Volatile.Read(ref _wakeup)?.Signal();
        }

        try
        {
            FlushResult result = await flush;
            if (result.IsCompleted)
            {
                // The connection is lost or the stream was reset; the token says so too, perhaps a moment later.
                End(CallEnd.ClientGone);
            }
        }
        finally
        {
            watch.End();
            _gate.EndFlush();
        }

        ThrowIfEnded();
    }
}
