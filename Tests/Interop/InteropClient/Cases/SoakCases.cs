using System.Diagnostics;

namespace Tests.InteropClient.Cases;

/// <summary>Many large calls, one after another.</summary>
internal static class SoakCases
{
    /// <summary>All on one channel.</summary>
    public static Task RpcAsync(OfficialPeer peer) =>
        SoakAsync(peer.Soak, token => CallAsync(peer.Service, token));

    /// <summary>Each on a channel of its own, whose connection is part of what it takes.</summary>
    public static Task ChannelAsync(OfficialPeer peer) => SoakAsync(peer.Soak, async token =>
    {
        using GrpcChannel channel = peer.CreateChannel();
        await CallAsync(channel.CreateGrpcService<ITestService>(), token);
    });

    private static Task CallAsync(ITestService service, CancellationToken cancellation) =>
        UnaryCases.CallLargeAsync(service, UnaryCases.LargeRequest(), cancellation);

    private static async Task SoakAsync(SoakPlan plan, Func<CancellationToken, Task> call)
    {
        using var timeout = new CancellationTokenSource(plan.Limit);
        var latencies = new List<TimeSpan>();
        var failures = new List<string>();
        while (latencies.Count < plan.Iterations && !timeout.IsCancellationRequested)
        {
            long began = Stopwatch.GetTimestamp();
            string? failure = await FailureOfAsync(call, timeout.Token);
            TimeSpan latency = Stopwatch.GetElapsedTime(began);
            if (failure is null && latency > plan.MaxLatency)
            {
                failure = $"it took {latency.TotalMilliseconds:F0} ms";
            }

            if (failure is not null)
            {
                failures.Add($"call {latencies.Count}: {failure}");
            }

            latencies.Add(latency);
        }

        latencies.Sort();
        Console.WriteLine($"{latencies.Count} calls, {failures.Count} failed{Summary(latencies)}");
        if (failures.Count > plan.MaxFailures)
        {
            throw new CaseFailedException($"expected at most {plan.MaxFailures} failures, got {failures.Count}; the first: {failures[0]}");
        }

        Expect.Equal(plan.Iterations, latencies.Count, $"calls done within {plan.Limit.TotalSeconds:F0} s");
    }

    private static async Task<string?> FailureOfAsync(Func<CancellationToken, Task> call, CancellationToken cancellation)
    {
        try
        {
            await call(cancellation);
            return null;
        }
        catch (Exception e) when (e is RpcException or CaseFailedException or OperationCanceledException)
        {
            return e.Message;
        }
    }

    private static string Summary(List<TimeSpan> sorted) =>
        sorted.Count == 0 ? "" : $", median {sorted[sorted.Count / 2].TotalMilliseconds:F1} ms, slowest {sorted[^1].TotalMilliseconds:F1} ms";
}
