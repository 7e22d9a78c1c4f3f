namespace CodeFirst.Grpc.Server;

/// <summary>Runs calls of one request and one response.</summary>
internal sealed class UnaryCallHandler<TService, TRequest, TResponse> : CallHandler
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly Method<TRequest, TResponse> _method;
    private readonly UnaryServerMethod<TRequest, TResponse> _chain;

    public UnaryCallHandler(
        Method<TRequest, TResponse> method,
        UnaryHandler<TService, TRequest, TResponse> handler,
        ServiceSource<TService> services,
        ServerRuntime runtime)
        : base(method, runtime)
    {
        _method = method;
        _chain = InterceptorChain.Around<TRequest, TResponse>(
            runtime,
            (request, context) => handler(services.Get(ServerCall.From(context).Http), request, context)
                ?? throw HandlerResults.NoTask());
    }

    protected override async Task RunAsync(ServerCall call)
    {
        TRequest request = await RequestReader.ReadSingleAsync(call, _method.RequestSerializer);
        Task<TResponse> handling = _chain(request, call);
        if (!handling.IsCompleted)
        {
            await call.JoinAsync(handling);
        }

        await call.FinishAsync(await handling, _method.ResponseSerializer);
    }
}
