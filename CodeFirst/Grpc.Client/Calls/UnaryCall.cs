namespace CodeFirst.Grpc.Client;

/// <summary>Runs calls of one request and one response.</summary>
internal static class UnaryCall
{
    public static Task<TResponse> RunAsync<TRequest, TResponse>(GrpcChannel channel, Method<TRequest, TResponse> method, TRequest request, CallContext context)
        where TRequest : class
        where TResponse : class
    {
        RequestContent content;
        try
        {
            content = RequestContent.Create(request, method.RequestSerializer, new RequestEncoding(channel, method, context));
        }
        catch (RpcException e)
        {
            context.OptionalCapture?.Start();
            context.OptionalCapture?.SetFailure(e);
            return Task.FromException<TResponse>(e);
        }

        return SingleResponse.GetAsync(channel, method, content, context);
    }
}
