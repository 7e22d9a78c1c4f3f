using System.Text.RegularExpressions;

namespace Tests.Satellite.Harness;

/// <summary>The metrics and labels that a query in PromQL names.</summary>
internal static partial class PromQuery
{
    // Prometheus adds these to everything that it scrapes.
    private static readonly string[] OfPrometheus = ["instance", "job"];

    private static readonly HashSet<string> Keywords =
        ["by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "bool", "offset", "inf", "nan"];

    /// <summary>What a query names that a scrape does not have, a line for each.</summary>
    public static IEnumerable<string> Missing(string query, Scrape scrape)
    {
        // "label_values(metric, label)", as Grafana's variables have it, becomes "metric{label=""}".
        string text = LabelValues().Replace(query, """$1{$2=""}""").Replace("}{", ",", StringComparison.Ordinal);
        List<(string Metric, string[] Labels)> selectors = [.. Selectors(text)];
        string[] grouped =
        [
            .. Grouping().Matches(text).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries)),
        ];
        if (selectors.Count == 0)
        {
            yield return $"no metric in: {query}";
        }

        foreach ((string metric, string[] labels) in selectors)
        {
            Sample[] samples = [.. scrape.Samples.Where(sample => sample.Name == metric)];
            if (samples.Length == 0)
            {
                yield return $"no metric {metric} for: {query}";
                continue;
            }

            foreach (string label in labels.Concat(grouped).Except(OfPrometheus))
            {
                if (!samples.Any(sample => sample.Labels.ContainsKey(label)))
                {
                    yield return $"no label {label} on {metric} for: {query}";
                }
            }
        }
    }

    private static IEnumerable<(string Metric, string[] Labels)> Selectors(string query)
    {
        string rest = Grouping().Replace(Range().Replace(query, ""), " ");
        foreach (Match match in Selector().Matches(rest))
        {
            string name = match.Groups["name"].Value;
            if (!Keywords.Contains(name))
            {
                MatchCollection matchers = Matcher().Matches(match.Groups["matchers"].Value);
                yield return (name, [.. matchers.Select(matcher => matcher.Groups["label"].Value)]);
            }
        }
    }

    [GeneratedRegex(@"label_values\((\w+(?:\{[^}]*\})?), (\w+)\)")]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"\b(by|without|on|ignoring)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    // A name that is not a function's, with what is in braces after it.
    [GeneratedRegex(
        """(?<![\w"$.])(?<name>[a-zA-Z_:][\w:]*)(?!\w|\s*\()(\{(?<matchers>("[^"]*"|[^}"])*)\})?""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Selector();

    [GeneratedRegex("""(?<label>\w+)\s*(=~|!~|!=|=)\s*"[^"]*""", RegexOptions.ExplicitCapture)]
    private static partial Regex Matcher();
}
