namespace Tests.InteropClient.Cases;

/// <summary>How long the soaks go on, and what they put up with.</summary>
/// <param name="Iterations">Calls, one after another.</param>
/// <param name="MaxFailures">How many of them may fail or take too long.</param>
/// <param name="MaxLatency">How long one may take.</param>
/// <param name="OverallTimeout">How long all may take; null for as long as their latencies allow.</param>
internal sealed record SoakPlan(int Iterations, int MaxFailures, TimeSpan MaxLatency, TimeSpan? OverallTimeout)
{
    /// <summary>How long all may take.</summary>
    public TimeSpan Limit => OverallTimeout ?? Iterations * MaxLatency;
}
