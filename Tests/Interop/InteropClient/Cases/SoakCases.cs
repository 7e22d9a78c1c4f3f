using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tests.InteropClient.Cases;

/// <summary>Many large calls, one after another.</summary>
internal static class SoakCases
{
    /// <summary>All on one channel.</summary>
    public static Task RpcAsync(OfficialPeer peer) => SoakAsync(peer, token => CallAsync(peer.Service, peer.Soak, token));

    /// <summary>Each on a channel of its own, whose connection is part of what it takes.</summary>
    public static Task ChannelAsync(OfficialPeer peer) => SoakAsync(peer, async token =>
    {
        using GrpcChannel channel = peer.CreateChannel();
        await CallAsync(peer.CreateService<ITestService>(channel), peer.Soak, token);
    });

    private static async Task CallAsync(ITestService service, SoakPlan plan, CancellationToken cancellation)
    {
        var request = new SimpleRequest { ResponseSize = plan.ResponseSize, Payload = Payload.Zeros(plan.RequestSize) };
        SimpleResponse response = await service.UnaryCall(request, cancellation);
        Expect.Zeros(plan.ResponseSize, response.Payload, "the response of UnaryCall");
    }

    private static async Task SoakAsync(OfficialPeer peer, Func<CancellationToken, Task> call)
    {
        SoakPlan plan = peer.Soak;
        using var timeout = new CancellationTokenSource(plan.Limit);
        var outcomes = new ConcurrentQueue<(TimeSpan Latency, string? Failure)>();
        await Task.WhenAll(Enumerable.Range(0, plan.Threads).Select(_ => Task.Run(ThreadAsync)));

        string[] failures = [.. outcomes.Select(outcome => outcome.Failure).OfType<string>()];
        Console.WriteLine(
            $"{outcomes.Count} calls, {failures.Length} failed{Summary([.. outcomes.Select(outcome => outcome.Latency).Order()])}");
        if (failures.Length > plan.MaxFailures)
        {
            throw new CaseFailedException($"expected at most {plan.MaxFailures} failures, got {failures.Length}; the first: {failures[0]}");
        }

        Expect.Equal(plan.Iterations, outcomes.Count, $"calls done within {plan.Limit.TotalSeconds:F0} s");

        async Task ThreadAsync()
        {
            for (int i = 0; i < plan.Iterations / plan.Threads && !timeout.IsCancellationRequested; i++)
            {
                Task next = Task.Delay(plan.MinInterval, timeout.Token);
                long began = Stopwatch.GetTimestamp();
                string? failure = await FailureOfAsync(call, timeout.Token);
                TimeSpan latency = Stopwatch.GetElapsedTime(began);
                if (failure is null && latency > plan.MaxLatency)
                {
                    failure = $"it took {latency.TotalMilliseconds:F0} ms";
                }

                outcomes.Enqueue((latency, failure is null ? null : $"call {i}: {failure}"));
                await Console.Error.WriteLineAsync(
                    $"soak iteration: {i} elapsed_ms: {latency.TotalMilliseconds:F0} peer: {peer.Dialled} server_uri: {peer.Authority} "
                    + (failure is null ? "succeeded" : $"failed: {failure}"));
                await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
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

    private static string Summary(TimeSpan[] sorted)
    {
        return sorted.Length == 0 ? "" : $", median {At(0.5)} ms, 90th percentile {At(0.9)} ms, slowest {At(1)} ms";

        string At(double share) => $"{sorted[(int)Math.Ceiling(share * sorted.Length) - 1].TotalMilliseconds:F1}";
    }
}
