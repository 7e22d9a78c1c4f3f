namespace CodeFirst.Grpc;

/// <summary>Where a handler's stream of responses goes.</summary>
/// <typeparam name="T">The response message.</typeparam>
public interface IServerStreamWriter<in T>
{
    /// <summary>Writes one message. Completes at once while there is room, and waits while the client does not read.</summary>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    Task WriteAsync(T message);
}
