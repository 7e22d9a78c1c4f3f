namespace CodeFirst.Grpc.Server;

/// <summary>Runs calls of one request and a stream of responses.</summary>
internal sealed class ServerStreamingCallHandler<TService, TRequest, TResponse> : CallHandler
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly Method<TRequest, TResponse> _method;
    private readonly ServerStreamingServerMethod<TRequest, TResponse> _chain;

    public ServerStreamingCallHandler(
        Method<TRequest, TResponse> method,
        ServerStreamingHandler<TService, TRequest, TResponse> handler,
        ServiceSource<TService> services,
        ServerRuntime runtime)
        : base(method, runtime)
    {
        _method = method;
        _chain = InterceptorChain.Around<TRequest, TResponse>(
            runtime,
            (request, target, context) =>
            {
                ServerCall call = ServerCall.From(context);
                IAsyncEnumerable<TResponse> responses = handler(services.Get(call.Http), request, context);
                return ((ResponseStream<TResponse>)call.ResponseStream!).PumpAsync(responses, target);
            });
    }

    protected override async Task RunAsync(ServerCall call)
    {
        TRequest request = await RequestReader.ReadSingleAsync(call, _method.RequestSerializer);

        // Even a producer that never waits must learn of it when nobody reads any more.
        call.WatchEnds();
        var stream = new ResponseStream<TResponse>(call, _method.ResponseSerializer);
        call.ResponseStream = stream;
        Task handling = _chain(request, stream, call);
        if (!handling.IsCompleted)
        {
            await call.JoinAsync(handling);
        }

        await handling;
        await call.FinishStreamAsync();
    }
}
