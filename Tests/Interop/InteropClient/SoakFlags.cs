using System.CommandLine;
using System.Globalization;
using Tests.InteropClient.Cases;

namespace Tests.InteropClient;

/// <summary>The flags of rpc_soak and channel_soak.</summary>
internal static class SoakFlags
{
    private static readonly Option<int> Iterations = Count("--soak_iterations", 10, "rpc_soak, channel_soak: how many calls");
    private static readonly Option<int> MaxFailures = Count("--soak_max_failures", 0, "How many of them may fail or take too long");
    private static readonly Option<int> MaxLatency = Count(
        "--soak_per_iteration_max_acceptable_latency_ms", 1000,
        "Milliseconds that a call may take; in channel_soak its connection is part of it");
    private static readonly Option<int> MinInterval = Count(
        "--soak_min_time_ms_between_rpcs", 0,
        "Milliseconds from one call's start to the next one's, at the least");
    private static readonly Option<int> RequestSize = Count("--soak_request_size", UnaryCases.RequestSize, "Bytes that a call sends");
    private static readonly Option<int> ResponseSize = Count("--soak_response_size", UnaryCases.ResponseSize, "Bytes that it asks for");
    private static readonly Option<int> Threads = Count(
        "--soak_num_threads", 1,
        "How many calls are made at a time; --soak_iterations must be a multiple of it");

    private static readonly Option<int?> OverallTimeout = new("--soak_overall_timeout_seconds")
    {
        Description = "Seconds after which a soak that is not done has failed; by default, what all calls may take",
    };

    public static IEnumerable<Option> All =>
        [Iterations, MaxFailures, MaxLatency, OverallTimeout, MinInterval, RequestSize, ResponseSize, Threads];

    public static SoakPlan Read(ParseResult flags)
    {
        int iterations = flags.GetValue(Iterations);
        TimeSpan latency = TimeSpan.FromMilliseconds(flags.GetValue(MaxLatency));
        return new SoakPlan
        {
            Iterations = iterations,
            MaxFailures = flags.GetValue(MaxFailures),
            MaxLatency = latency,
            Limit = flags.GetValue(OverallTimeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : iterations * latency,
            MinInterval = TimeSpan.FromMilliseconds(flags.GetValue(MinInterval)),
            RequestSize = flags.GetValue(RequestSize),
            ResponseSize = flags.GetValue(ResponseSize),
            Threads = flags.GetValue(Threads),
        };
    }

    private static Option<int> Count(string name, int byDefault, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => byDefault,
        CustomParser = given =>
        {
            if (!int.TryParse(given.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            {
                given.AddError($"{name}: expected a whole number that is not negative, got '{given.Tokens[0].Value}'.");
            }

            return count;
        },
    };
}
