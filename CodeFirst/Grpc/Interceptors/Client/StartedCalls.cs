namespace CodeFirst.Grpc;

/// <summary>
/// The calls that a client's interceptor starts by its continuation before it hands one back. When it fails instead, nobody
/// else could end them.
/// </summary>
internal sealed class StartedCalls
{
    private readonly Lock _lock = new();
    private List<AsyncCall>? _calls = [];
    private bool _failed;

    /// <summary>Runs an interceptor's method.</summary>
    /// <param name="interceptor">The interceptor.</param>
    /// <param name="method">The name of its method.</param>
    /// <param name="start">Calls it with a continuation that adds what it starts.</param>
    /// <exception cref="InvalidOperationException">It returned null.</exception>
    public static TCall By<TCall>(Interceptor interceptor, string method, Func<StartedCalls, TCall?> start)
        where TCall : AsyncCall
    {
        var started = new StartedCalls();
        try
        {
            TCall call = start(started)
                ?? throw new InvalidOperationException($"The interceptor '{interceptor.GetType()}' returned null from {method}; return the call that its continuation gives, or one of your own.");
            started.Close(failed: false);
            return call;
        }
        catch
        {
            started.Close(failed: true);
            throw;
        }
    }

    public TCall Add<TCall>(TCall call)
        where TCall : AsyncCall
    {
        bool failed;
        lock (_lock)
        {
            _calls?.Add(call);
            failed = _failed;
        }

        if (failed)
        {
            call.Dispose();
        }

        return call;
    }

    private void Close(bool failed)
    {
        List<AsyncCall> calls;
        lock (_lock)
        {
            calls = _calls!;
            _calls = null;
            _failed = failed;
        }

        if (failed)
        {
            calls.ForEach(c => c.Dispose());
        }
    }
}
