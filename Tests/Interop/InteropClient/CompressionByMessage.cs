namespace Tests.InteropClient;

/// <summary>
/// Compresses of a stream of requests those that say that they are compressed. protobuf-net.Grpc has options for a call, and none for
/// single messages.
/// </summary>
internal sealed class CompressionByMessage : Interceptor
{
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        AsyncClientStreamingCall<TRequest, TResponse> call = continuation(context);
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            new Requests<TRequest>(call.RequestStream),
            call.ResponseAsync,
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            call.Dispose);
    }

    private sealed class Requests<T>(IClientStreamWriter<T> writer) : IClientStreamWriter<T>
    {
        public WriteOptions? WriteOptions { get => writer.WriteOptions; set => writer.WriteOptions = value; }

        public Task WriteAsync(T message) => WriteAsync(message, default);

        public Task WriteAsync(T message, CancellationToken cancellationToken)
        {
            bool compresses = message is StreamingInputCallRequest { ExpectCompressed.Value: true };
            writer.WriteOptions = compresses ? WriteOptions.Default : OfficialCompression.Uncompressed;
            return writer.WriteAsync(message, cancellationToken);
        }

        public Task CompleteAsync() => writer.CompleteAsync();
    }
}
