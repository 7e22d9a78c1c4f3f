namespace CodeFirst.Grpc.Server;

/// <summary>The stream of requests as a handler takes it.</summary>
internal static class RequestSequence
{
    /// <summary>The reader itself if it is the call's own, else the messages of the one that an interceptor put around it.</summary>
    public static IAsyncEnumerable<TRequest> Of<TRequest>(IAsyncStreamReader<TRequest> reader)
        where TRequest : class =>
        reader as RequestStream<TRequest> ?? reader.ReadAllAsync();
}
