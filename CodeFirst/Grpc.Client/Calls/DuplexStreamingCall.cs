namespace CodeFirst.Grpc.Client;

/// <summary>A call of a stream each way.</summary>
internal sealed class DuplexStreamingCall<TRequest, TResponse>(
    GrpcChannel channel,
    Method<TRequest, TResponse> method,
    IAsyncEnumerable<TRequest> requests,
    CallContext context) : ResponseSequence<TRequest, TResponse>(channel, method, context)
    where TRequest : class
    where TResponse : class
{
    protected override CallContent CreateContent() =>
        new RequestStreamContent<TRequest>(Method, Method.RequestSerializer, requests, Encoding);
}
