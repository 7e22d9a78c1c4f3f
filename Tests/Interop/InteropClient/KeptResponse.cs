namespace Tests.InteropClient;

/// <summary>
/// Keeps the response of a call that streams requests. protobuf-net.Grpc throws, when such a call is cancelled, whatever the requests'
/// enumeration throws, and the status of the call is gone.
/// </summary>
internal sealed class KeptResponse : Interceptor
{
    /// <summary>The last call's response.</summary>
    public Task? Task { get; private set; }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        AsyncClientStreamingCall<TRequest, TResponse> call = continuation(context);
        Task = call.ResponseAsync;
        return call;
    }
}
