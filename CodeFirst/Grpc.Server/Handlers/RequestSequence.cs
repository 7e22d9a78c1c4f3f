namespace CodeFirst.Grpc.Server;

/// <summary>The stream of requests as a handler takes it.</summary>
internal static class RequestSequence
{
    /// <summary>The reader itself if it is the call's own, else the messages of the one that an interceptor put around it.</summary>
    public static IAsyncEnumerable<TRequest> Of<TRequest>(IAsyncStreamReader<TRequest> reader, ServerCallContext context)
        where TRequest : class =>
        reader as RequestStream<TRequest> ?? (IAsyncEnumerable<TRequest>)new Wrapped<TRequest>(reader, context);

    /// <summary>Can be enumerated once, as the reader's own messages can.</summary>
    private sealed class Wrapped<TRequest>(IAsyncStreamReader<TRequest> reader, ServerCallContext context) : IAsyncEnumerable<TRequest>
        where TRequest : class
    {
        private bool _enumerated;

        public IAsyncEnumerator<TRequest> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            Interlocked.Exchange(ref _enumerated, true)
                ? throw SecondEnumeration.OfRequests(context.Method)
                : reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(CancellationToken.None);
    }
}
