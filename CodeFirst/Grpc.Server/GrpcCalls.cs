namespace CodeFirst.Grpc.Server;

/// <summary>
/// All calls of a server, so that they can be ended when it stops: take it from the service provider and call
/// <see cref="EndAll"/> when the time given to calls in flight is over.
/// </summary>
public sealed class GrpcCalls : IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private CallEnd? _end;

    /// <summary>Made by the service provider.</summary>
    public GrpcCalls() => Ending = _ending.Token;

    /// <summary>Cancelled when all calls are to end.</summary>
    internal CancellationToken Ending { get; }

    /// <summary>How all calls end; null while they may go on.</summary>
    internal CallEnd? End => Volatile.Read(ref _end);

    /// <summary>
    /// Ends every call in flight, and every later one, with <paramref name="status"/>, typically UNAVAILABLE. The first
    /// call counts. Returns without waiting for handlers, whose tokens are cancelled.
    /// </summary>
    public void EndAll(Status status)
    {
        if (Interlocked.CompareExchange(ref _end, new CallEnd(status, "shutdown"), null) is null)
        {
            _ending.Cancel();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _ending.Dispose();
}
