using System.Globalization;
using System.Text.RegularExpressions;

namespace Tests.Satellite.Harness;

/// <summary>A measurement as Prometheus reads it.</summary>
internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>What the port of metrics answers.</summary>
internal sealed partial class Scrape
{
    // What Prometheus 3 asks for.
    private const string Accept = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
        + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    private Scrape(IReadOnlyList<Sample> samples) => Samples = samples;

    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>Asks a Host for its metrics once.</summary>
    public static async Task<Scrape> OfAsync(HostProcess host, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { { "Accept", Accept } } };
        string text = await http.GetStringAsync($"{await MonitoringAddressAsync(host)}/metrics", cancellationToken);
        return new Scrape([.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Read)]);
    }

    /// <summary>Asks until a measurement is there; the Host measures a call once its client has the answer.</summary>
    public static async Task<Scrape> UntilAsync(HostProcess host, Predicate<Scrape> isIt, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Waiting.Patience);
        while (true)
        {
            Scrape scrape = await OfAsync(host, patience.Token);
            if (isIt(scrape))
            {
                return scrape;
            }
        }
    }

    /// <summary>Where a Host that was started with <c>--metrics 0</c> answers, as its log says.</summary>
    public static async Task<string> MonitoringAddressAsync(HostProcess host) =>
        Address().Match(await host.WaitForLogAsync("metrics and probes are on")).Value;

    /// <summary>The sum of a metric's measurements that have these labels.</summary>
    public double Sum(string name, params (string Name, string Value)[] labels) =>
        Samples.Where(sample => sample.Name == name && Array.TrueForAll(labels, label => Has(sample, label))).Sum(sample => sample.Value);

    private static bool Has(Sample sample, (string Name, string Value) label) =>
        sample.Labels.TryGetValue(label.Name, out string? value) && value == label.Value;

    private static Sample Read(string line)
    {
        Match match = Line().Match(line);
        Assert.IsTrue(match.Success, $"not in Prometheus' text format: {line}");
        return new Sample(
            match.Groups["name"].Value,
            match.Groups["label"].Captures.Zip(match.Groups["value"].Captures)
                .ToDictionary(pair => pair.First.Value, pair => pair.Second.Value),
            double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"http://\S+?:\d+")]
    private static partial Regex Address();

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>\w+)="(?<value>(\\.|[^"\\])*)",?)*\})? (?<number>\S+)( \d+)?$""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
