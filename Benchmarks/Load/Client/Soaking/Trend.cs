namespace Benchmarks.Load.Client.Soaking;

/// <summary>How a figure of a process went: its median in the first and in the last period, and its slope over all.</summary>
internal sealed record Trend(double First, double Last, double PerHour)
{
    private const double SecondsAnHour = 3600;

    /// <summary>The slope is that of the line with the least squares.</summary>
    public static Trend Of(IReadOnlyList<ProcessState[]> periods, Func<ProcessState, double> figure)
    {
        ProcessState[] all = [.. periods.SelectMany(period => period)];
        double time = all.Average(state => state.Seconds), mean = all.Average(figure);
        double slope = all.Sum(state => (state.Seconds - time) * (figure(state) - mean))
            / all.Sum(state => (state.Seconds - time) * (state.Seconds - time));
        return new Trend(Median(periods[0], figure), Median(periods[^1], figure), slope * SecondsAnHour);
    }

    private static double Median(ProcessState[] states, Func<ProcessState, double> figure) =>
        states.Select(figure).Order().ElementAt(states.Length / 2);
}
