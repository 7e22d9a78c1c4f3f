using System.Runtime.CompilerServices;

namespace Tests.InteropServer;

/// <summary>The server's part of interop-test-descriptions.md.</summary>
internal sealed class OfficialService : ITestService
{
    private const double MicrosecondsPerMillisecond = 1000;

    private readonly string _serverId = Guid.NewGuid().ToString();

    public Task<EmptyMessage> EmptyCall(EmptyMessage empty, CallContext context) => Task.FromResult(new EmptyMessage());

    public async Task<SimpleResponse> UnaryCall(SimpleRequest request, CallContext context)
    {
        await EchoAsync(context.ServerCallContext!);
        ThrowAsAsked(request.ResponseStatus);
        Payload payload = PayloadOf(request.ResponseType, request.ResponseSize);
        return new SimpleResponse { Payload = payload, ServerId = request.FillServerId ? _serverId : "" };
    }

    public async Task<StreamingInputCallResponse> StreamingInputCall(IAsyncEnumerable<StreamingInputCallRequest> requests, CallContext context)
    {
        int size = 0;
        await foreach (StreamingInputCallRequest request in requests.WithCancellation(context.CancellationToken))
        {
            size += request.Payload?.Body.Length ?? 0;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = size };
    }

    public async IAsyncEnumerable<StreamingOutputCallResponse> StreamingOutputCall(StreamingOutputCallRequest request, CallContext context)
    {
        await EchoAsync(context.ServerCallContext!);
        await foreach (StreamingOutputCallResponse response in AnswerAsync(request, context.CancellationToken))
        {
            yield return response;
        }
    }

    public async IAsyncEnumerable<StreamingOutputCallResponse> FullDuplexCall(IAsyncEnumerable<StreamingOutputCallRequest> requests, CallContext context)
    {
        await EchoAsync(context.ServerCallContext!);
        await foreach (StreamingOutputCallRequest request in requests.WithCancellation(context.CancellationToken))
        {
            await foreach (StreamingOutputCallResponse response in AnswerAsync(request, context.CancellationToken))
            {
                yield return response;
            }
        }
    }

    public async IAsyncEnumerable<StreamingOutputCallResponse> HalfDuplexCall(IAsyncEnumerable<StreamingOutputCallRequest> requests, CallContext context)
    {
        await EchoAsync(context.ServerCallContext!);
        foreach (StreamingOutputCallRequest request in await requests.ToListAsync(context.CancellationToken))
        {
            await foreach (StreamingOutputCallResponse response in AnswerAsync(request, context.CancellationToken))
            {
                yield return response;
            }
        }
    }

    private static async IAsyncEnumerable<StreamingOutputCallResponse> AnswerAsync(
        StreamingOutputCallRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ThrowAsAsked(request.ResponseStatus);
        foreach (ResponseParameters parameters in request.ResponseParameters)
        {
            if (parameters.IntervalUs > 0)
            {
                // Rounded up: timers count milliseconds, and the interval is the least there is to be.
                await Task.Delay((int)Math.Ceiling(parameters.IntervalUs / MicrosecondsPerMillisecond), cancellation);
            }

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
