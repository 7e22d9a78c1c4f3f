namespace CodeFirst.Grpc;

/// <summary>Where the messages of a stream come from: a handler's requests, or the responses of a client's call.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last <see cref="MoveNext"/> brought.</summary>
    T Current { get; }

    /// <summary>Takes the next message, waiting for it if need be; false: the peer has sent all. One at a time.</summary>
    /// <exception cref="OperationCanceledException">The call has ended, or the token was cancelled.</exception>
    /// <exception cref="RpcException">What the peer sent is no message, or one that is too long; of a client's call, also the status that it ended with.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
