namespace CodeFirst.Grpc;

/// <summary>Where messages of a stream are written.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>Writes one message. Completes at once while there is room, and waits while the peer does not read. One at a time.</summary>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    Task WriteAsync(T message);
}
