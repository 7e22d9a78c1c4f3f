namespace Tests.InteropClient.Cases;

/// <summary>How long the soaks go on, and what they put up with.</summary>
internal sealed record SoakPlan
{
    /// <summary>Calls of all threads.</summary>
    public required int Iterations { get; init; }

    /// <summary>How many of them may fail or take too long.</summary>
    public required int MaxFailures { get; init; }

    /// <summary>How long one may take.</summary>
    public required TimeSpan MaxLatency { get; init; }

    /// <summary>How long all may take.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>How long it is from the start of one call of a thread to that of the next.</summary>
    public required TimeSpan MinInterval { get; init; }

    public required int RequestSize { get; init; }

    public required int ResponseSize { get; init; }

    /// <summary>Among how many the calls are shared out, each with one call at a time.</summary>
    public required int Threads { get; init; }
}
