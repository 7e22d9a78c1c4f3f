namespace CodeFirst.Grpc.Client;

/// <summary>A call of one request and a stream of responses.</summary>
internal sealed class ServerStreamingCall<TRequest, TResponse>(
    GrpcChannel channel,
    Method<TRequest, TResponse> method,
    TRequest request,
    CallContext context) : ResponseSequence<TRequest, TResponse>(channel, method, context)
    where TRequest : class
    where TResponse : class
{
    protected override CallContent CreateContent() =>
        RequestContent.Create(request, Method.RequestSerializer, Encoding);
}
