namespace CodeFirst.Grpc.Server;

/// <summary>Runs calls of a stream each way.</summary>
internal sealed class DuplexStreamingCallHandler<TService, TRequest, TResponse> : CallHandler
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly Method<TRequest, TResponse> _method;
    private readonly DuplexStreamingServerMethod<TRequest, TResponse> _chain;

    public DuplexStreamingCallHandler(
        Method<TRequest, TResponse> method,
        DuplexStreamingHandler<TService, TRequest, TResponse> handler,
        ServiceSource<TService> services,
        ServerRuntime runtime)
        : base(method, runtime)
    {
        _method = method;
        _chain = InterceptorChain.Around<TRequest, TResponse>(
            runtime,
            (requests, target, context) =>
            {
                ServerCall call = ServerCall.From(context);
                IAsyncEnumerable<TResponse> responses = handler(services.Get(call.Http), RequestSequence.Of(requests, context), context);
                return ((ResponseStream<TResponse>)call.ResponseStream!).PumpAsync(responses, target);
            });
    }

    protected override async Task RunAsync(ServerCall call)
    {
        call.WatchEnds();
        var requests = new RequestStream<TRequest>(call, _method.RequestSerializer);
        var responses = new ResponseStream<TResponse>(call, _method.ResponseSerializer);
        call.ResponseStream = responses;
        try
        {
            Task handling = _chain(requests, responses, call);
            if (!handling.IsCompleted)
            {
                await call.JoinAsync(handling);
            }

            await handling;
        }
        finally
        {
            await requests.CloseAsync();
        }

        await call.FinishStreamAsync();
    }
}
