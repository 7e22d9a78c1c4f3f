namespace CodeFirst.Grpc.Server;

/// <summary>
/// Says which flow owns the response body, without a lock. Whoever writes messages holds the gate and leaves it open
/// while it waits for its producer; the flow that runs the call can then close it for good and write the status.
/// </summary>
internal struct ResponseGate
{
    private const int Open = 0;
    private const int Held = 1;
    private const int Flushing = 2;
    private const int Closed = 3;

    private int _state;

    /// <summary>Whether the holder waits for the client to read.</summary>
    public readonly bool IsFlushing => Volatile.Read(in _state) == Flushing;

    /// <summary>Whether the status is being written, or has been.</summary>
    public readonly bool IsClosed => Volatile.Read(in _state) == Closed;

    /// <summary>Takes the gate, unless it is held or closed.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref _state, Held, Open) == Open;

    /// <summary>Lets go of the gate; called by its holder.</summary>
    public void Leave() => Interlocked.Exchange(ref _state, Open);

    /// <summary>Closes the gate for good, unless it is held.</summary>
    public bool TryClose() => Interlocked.CompareExchange(ref _state, Closed, Open) == Open;

    /// <summary>Tells that the holder now waits for the client to read.</summary>
    public void BeginFlush() => Interlocked.Exchange(ref _state, Flushing);

    /// <summary>Tells that the client has read.</summary>
    public void EndFlush() => Interlocked.Exchange(ref _state, Held);
}
