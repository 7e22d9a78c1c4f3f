using System.Diagnostics.Tracing;

namespace CodeFirst.Grpc;

/// <summary>Whether somebody listens to the event source of a package, whose counters count each message.</summary>
/// <param name="name">The source's name.</param>
internal sealed class PackageEvents(string name)
{
    private EventSource? _source;

    /// <summary>Asked during a call, when the package has made its source.</summary>
    public bool AreHeard => (_source ??= Find()) is { } source && source.IsEnabled();

    private EventSource? Find() => EventSource.GetSources().FirstOrDefault(source => source.Name == name);
}
