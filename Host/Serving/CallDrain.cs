namespace CodeFirstSatellite.Host.Serving;

/// <summary>Tells the calls in flight that the drain is over.</summary>
internal sealed class CallDrain : IDisposable
{
    private readonly CancellationTokenSource _over = new();

    /// <summary>Cancelled when the drain is over.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Ends every call in flight with UNAVAILABLE.</summary>
    public void EndCalls()
    {
        // Not waited for: what handlers do then must keep nothing else from stopping.
        _ = _over.CancelAsync();
    }

    public void Dispose() => _over.Dispose();
}
