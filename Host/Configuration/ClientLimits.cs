namespace CodeFirstSatellite.Host.Configuration;

/// <summary>What the connections and calls of one client's certificate may use together. Null is no limit.</summary>
internal sealed class ClientLimits
{
    /// <summary>Every limit, under the name that <c>--client-limits</c> has for it.</summary>
    public static IReadOnlyList<Limit<ClientLimits>> All { get; } =
    [
        new("connections", limits => limits.Connections, (limits, value) => limits.Connections = value),
        new("calls", limits => limits.Calls, (limits, value) => limits.Calls = value),
        new("streams", limits => limits.Streams, (limits, value) => limits.Streams = value),
        new("calls-per-second", limits => limits.CallsPerSecond, (limits, value) => limits.CallsPerSecond = value),
        new("images-per-second", limits => limits.ImagesPerSecond, (limits, value) => limits.ImagesPerSecond = value),
        new("images-per-area", limits => limits.ImagesPerArea, (limits, value) => limits.ImagesPerArea = value),
    ];

    /// <summary>No limits, for measurements of what the Host can do.</summary>
    public static ClientLimits None => new() { Connections = null, Calls = null, Streams = null };

    /// <summary>A tenth of the Host's own.</summary>
    public int? Connections { get; set; } = 100;

    /// <summary>Calls under way, streams among them.</summary>
    public int? Calls { get; set; } = 2_000;

    /// <summary>Streams under way.</summary>
    public int? Streams { get; set; } = 1_000;

    /// <summary>Calls that begin in a second; as many may begin at once.</summary>
    public int? CallsPerSecond { get; set; }

    /// <summary>Images that are streamed in a second. Streams are slowed down, not ended.</summary>
    public int? ImagesPerSecond { get; set; }

    /// <summary>Cells of an area that a call asks for.</summary>
    public int? ImagesPerArea { get; set; }
}
