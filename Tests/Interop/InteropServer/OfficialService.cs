namespace Tests.InteropServer;

/// <summary>The server's part of interop-test-descriptions.md.</summary>
internal sealed class OfficialService : ITestService
{
    private const double MicrosecondsPerMillisecond = 1000;
    private readonly string _serverId = Guid.NewGuid().ToString();

    public async Task<EmptyMessage> EmptyCall(EmptyMessage empty, CallContext context)
    {
        await BeginAsync(context.ServerCallContext!);
        return new EmptyMessage();
    }

    public async Task<SimpleResponse> UnaryCall(SimpleRequest request, CallContext context)
    {
        ServerCallContext call = context.ServerCallContext!;
        await BeginAsync(call, compresses: request.ResponseCompressed is { Value: true });
        Check(request.ExpectCompressed, call);
        ThrowAsAsked(request.ResponseStatus);
        Payload payload = PayloadOf(request.ResponseType, request.ResponseSize);
        return new SimpleResponse { Payload = payload, ServerId = request.FillServerId ? _serverId : "" };
    }

    public async Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncEnumerable<StreamingInputCallRequest> requests, CallContext context)
    {
        await BeginAsync(context.ServerCallContext!);
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
        await BeginAsync(
            context.ServerCallContext!,
            compresses: request.ResponseParameters.Any(parameters => parameters.Compressed is { Value: true }));
        await foreach (StreamingOutputCallResponse response in AnswerAsync(request, context.ServerCallContext!))
        {
            yield return response;
        }
    }

    public async IAsyncEnumerable<StreamingOutputCallResponse> FullDuplexCall(
        IAsyncEnumerable<StreamingOutputCallRequest> requests, CallContext context)
    {
        // Whether any response is to be compressed, requests that have yet to come will say; each says so for itself.
        await BeginAsync(context.ServerCallContext!, compresses: true);
        await foreach (StreamingOutputCallRequest request in requests.WithCancellation(context.CancellationToken))
        {
            await foreach (StreamingOutputCallResponse response in AnswerAsync(request, context.ServerCallContext!))
            {
                yield return response;
            }
        }
    }

    public async IAsyncEnumerable<StreamingOutputCallResponse> HalfDuplexCall(
        IAsyncEnumerable<StreamingOutputCallRequest> requests, CallContext context)
    {
        // Whether any response is to be compressed, requests that have yet to come will say; each says so for itself.
        await BeginAsync(context.ServerCallContext!, compresses: true);
        foreach (StreamingOutputCallRequest request in await requests.ToListAsync(context.CancellationToken))
        {
            await foreach (StreamingOutputCallResponse response in AnswerAsync(request, context.ServerCallContext!))
            {
                yield return response;
            }
        }
    }

    private static async IAsyncEnumerable<StreamingOutputCallResponse> AnswerAsync(
        StreamingOutputCallRequest request, ServerCallContext call)
    {
        ThrowAsAsked(request.ResponseStatus);
        foreach (ResponseParameters parameters in request.ResponseParameters)
        {
            if (parameters.IntervalUs > 0)
            {
                // Rounded up: timers count milliseconds, and the interval is the least there is to be.
                await Task.Delay((int)Math.Ceiling(parameters.IntervalUs / MicrosecondsPerMillisecond), call.CancellationToken);
            }

            call.WriteOptions = parameters.Compressed is { Value: true } ? WriteOptions.Default : OfficialCompression.Uncompressed;
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
        bool isCompressed = call.TakeWasCompressed();
        if (expectCompressed is { Value: var expected } && expected != isCompressed)
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

    /// <summary>Sends metadata back that is to come back, and says whether responses may be compressed.</summary>
    private static async Task BeginAsync(ServerCallContext call, bool compresses = false)
    {
        foreach (Metadata.Entry entry in call.RequestHeaders.GetAll(EchoMetadata.Trailing))
        {
            call.ResponseTrailers.Add(entry);
        }

        Metadata headers = [.. call.RequestHeaders.GetAll(EchoMetadata.Initial)];
        if (compresses)
        {
            headers.Add(OfficialCompression.EncodingRequest, OfficialCompression.Encoding);
        }

        if (headers.Count > 0)
        {
            await call.WriteResponseHeadersAsync(headers);
        }
    }
}
