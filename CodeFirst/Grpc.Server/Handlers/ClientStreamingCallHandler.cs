namespace CodeFirst.Grpc.Server;

/// <summary>Runs calls of a stream of requests and one response.</summary>
internal sealed class ClientStreamingCallHandler<TService, TRequest, TResponse> : CallHandler
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly Method<TRequest, TResponse> _method;
    private readonly ClientStreamingServerMethod<TRequest, TResponse> _chain;

    public ClientStreamingCallHandler(
        Method<TRequest, TResponse> method,
        ClientStreamingHandler<TService, TRequest, TResponse> handler,
        ServiceSource<TService> services,
        ServerRuntime runtime)
        : base(method, runtime)
    {
        _method = method;
        _chain = InterceptorChain.Around<TRequest, TResponse>(
            runtime,
            (requests, context) => handler(services.Get(ServerCall.From(context).Http), RequestSequence.Of(requests, context), context)
                ?? throw HandlerResults.NoTask());
    }

    protected override async Task RunAsync(ServerCall call)
    {
        // Even a handler that never waits must learn of it when nobody sends any more.
        call.WatchEnds();
        var requests = new RequestStream<TRequest>(call, _method.RequestSerializer);
        TResponse response;
        try
        {
            Task<TResponse> handling = _chain(requests, call);
            if (!handling.IsCompleted)
            {
                await call.JoinAsync(handling);
            }

            response = await handling;
        }
        finally
        {
            await requests.CloseAsync();
        }

        await call.FinishAsync(response, _method.ResponseSerializer);
    }
}
