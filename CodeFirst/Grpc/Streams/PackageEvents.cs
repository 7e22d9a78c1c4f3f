using System.Diagnostics.Tracing;

namespace CodeFirst.Grpc;

/// <summary>Whether somebody listens to a package's event source, whose counters count each message.</summary>
internal sealed class PackageEvents(string name)
{
    private EventSource? _source;

    /// <summary>Ask during a call: the package has made its source by then.</summary>
    public bool AreHeard => (_source ??= Find()) is { } source && source.IsEnabled();

    private EventSource? Find() => EventSource.GetSources().FirstOrDefault(source => source.Name == name);
}
