namespace Tests.InteropServer;

/// <summary>The server's part of interop-test-descriptions.md.</summary>
internal sealed class OfficialService : ITestService
{
    private const double MicrosecondsPerMillisecond = 1000;
    private const string Compression = "gzip";

    private static readonly WriteOptions Uncompressed = new(WriteFlags.NoCompress);

    private readonly string _serverId = Guid.NewGuid().ToString();

    public async Task<EmptyMessage> EmptyCall(EmptyMessage empty, CallContext context)
    {
        await EchoAsync(context.ServerCallContext!);
        return new EmptyMessage();
    }

    public async Task<SimpleResponse> UnaryCall(SimpleRequest request, CallContext context)
    {
        ServerCallContext call = context.ServerCallContext!;
        call.ResponseCompression = request.ResponseCompressed is { Value: true } ? Compression : null;
        await EchoAsync(call);
        Check(request.ExpectCompressed, call);
        ThrowAsAsked(request.ResponseStatus);
        Payload payload = PayloadOf(request.ResponseType, request.ResponseSize);
        return new SimpleResponse { Payload = payload, ServerId = request.FillServerId ? _serverId : "" };
    }

    public async Task<StreamingInputCallResponse> StreamingInputCall(IAsyncEnumerable<StreamingInputCallRequest> requests, CallContext context)
    {
        await EchoAsync(context.ServerCallContext!);
        int size = 0;
        await foreach (StreamingInputCallRequest request in requests.WithCancellation(context.CancellationToken))
        {
            Check(request.ExpectCompressed, context.ServerCallContext!);
            size += request.Payload?.Body.Length ?? 0;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = size };
    }

    public async IAsyncEnumerable<StreamingOutputCallResponse> StreamingOutputCall(StreamingOutputCallRequest request, CallContext context)
    {
        await BeginStreamAsync(context.ServerCallContext!);
        await foreach (StreamingOutputCallResponse response in AnswerAsync(request, context.ServerCallContext!))
        {
            yield return response;
        }
    }

    public async IAsyncEnumerable<StreamingOutputCallResponse> FullDuplexCall(IAsyncEnumerable<StreamingOutputCallRequest> requests, CallContext context)
    {
        await BeginStreamAsync(context.ServerCallContext!);
        await foreach (StreamingOutputCallRequest request in requests.WithCancellation(context.CancellationToken))
        {
            await foreach (StreamingOutputCallResponse response in AnswerAsync(request, context.ServerCallContext!))
            {
                yield return response;
            }
        }
    }

    public async IAsyncEnumerable<StreamingOutputCallResponse> HalfDuplexCall(IAsyncEnumerable<StreamingOutputCallRequest> requests, CallContext context)
    {
        await BeginStreamAsync(context.ServerCallContext!);
        foreach (StreamingOutputCallRequest request in await requests.ToListAsync(context.CancellationToken))
        {
            await foreach (StreamingOutputCallResponse response in AnswerAsync(request, context.ServerCallContext!))
            {
                yield return response;
            }
        }
    }

    private static Task BeginStreamAsync(ServerCallContext call)
    {
        // Whether any response is to be compressed, requests that have yet to come will say; each says so for itself.
        call.ResponseCompression = Compression;
        return EchoAsync(call);
    }

    private static async IAsyncEnumerable<StreamingOutputCallResponse> AnswerAsync(StreamingOutputCallRequest request, ServerCallContext call)
    {
        ThrowAsAsked(request.ResponseStatus);
        foreach (ResponseParameters parameters in request.ResponseParameters)
        {
            if (parameters.IntervalUs > 0)
            {
                // Rounded up: timers count milliseconds, and the interval is the least there is to be.
                await Task.Delay((int)Math.Ceiling(parameters.IntervalUs / MicrosecondsPerMillisecond), call.CancellationToken);
            }

            call.WriteOptions = parameters.Compressed is { Value: true } ? WriteOptions.Default : Uncompressed;
            yield return new StreamingOutputCallResponse { Payload = PayloadOf(request.ResponseType, parameters.Size) };
        }
    }

    private static void ThrowAsAsked(EchoStatus? status)
    {
        if (status is { Code: not (int)StatusCode.OK })
        {
            throw new RpcException(new Status((StatusCode)status.Code, status.Message));
        }
    }

    private static void Check(BoolValue? expectCompressed, ServerCallContext call)
    {
        if (expectCompressed is { Value: var expected } && expected != call.IsRequestCompressed)
        {
            throw Invalid(expected ? "the request was to come compressed, and did not" : "the request was not to come compressed, and did");
        }
    }

    private static Payload PayloadOf(PayloadType type, int size)
    {
        if (type != PayloadType.Compressable)
        {
            throw Invalid($"payloads of the type {(int)type} are not made here");
        }

        return size >= 0 ? Payload.Zeros(size) : throw Invalid($"a payload cannot have {size} bytes");
    }

    private static RpcException Invalid(string detail) => new(new Status(StatusCode.InvalidArgument, detail));

    private static async Task EchoAsync(ServerCallContext call)
    {
        foreach (Metadata.Entry entry in call.RequestHeaders.GetAll(EchoMetadata.Trailing))
        {
            call.ResponseTrailers.Add(entry);
        }

        Metadata initial = [.. call.RequestHeaders.GetAll(EchoMetadata.Initial)];
        if (initial.Count > 0)
        {
            await call.WriteResponseHeadersAsync(initial);
        }
    }
}
