namespace CodeFirst.Grpc;

/// <summary>Where a handler's stream of requests comes from.</summary>
/// <typeparam name="T">The request message.</typeparam>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last <see cref="MoveNext"/> brought.</summary>
    T Current { get; }

    /// <summary>Takes the next message, waiting for it if need be; false: the client has sent all. One at a time.</summary>
    /// <exception cref="OperationCanceledException">The call has ended, or the token was cancelled.</exception>
    /// <exception cref="RpcException">What the client sent is no message, or one that is too long.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
