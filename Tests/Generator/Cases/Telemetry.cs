namespace Orbit;

[Service("orbit.Telemetry")]
public interface ITelemetry
{
    Task<Frame> Last();

    Task Upload(IAsyncEnumerable<Frame> frames, CallContext context = default);

    ValueTask<Frame> Merge(IAsyncEnumerable<Frame> frames);

    IAsyncEnumerable<Frame> Correct(IAsyncEnumerable<Frame> frames, CancellationToken cancellation);

    Frame Newest(Point point);

    void Reset();

    /// <summary>What the camera has seen.</summary>
    Task<System.IO.Stream> Download(Point point, CallContext context = default);

    ValueTask<System.IO.Stream> DownloadAll(CancellationToken cancellation);
}

/// <summary>Maps, oneofs, times, and classes that are made with a constructor.</summary>
[DataContract]
public class Frame
{
    [DataMember(Order = 1)] public DateTime Taken { get; set; }
    [DataMember(Order = 2)] public DateTime? Received { get; set; }
    [DataMember(Order = 3)] public TimeSpan Exposure { get; set; }
    [DataMember(Order = 4)] public List<TimeSpan> Delays { get; set; } = [];
    [DataMember(Order = 5)] public Dictionary<string, int> Counts { get; set; } = [];
    [DataMember(Order = 6)] public Dictionary<int, Point> Stars { get; set; } = [];
    [DataMember(Order = 7)] public Dictionary<bool, DateTime> Times { get; set; } = [];
    [DataMember(Order = 8), OneOf("payload")] public string? Note { get; set; }
    [DataMember(Order = 9), OneOf("payload")] public Point? Target { get; set; }
    [DataMember(Order = 10), OneOf("payload")] public int? Code { get; set; }
    [DataMember(Order = 11)] public int? Gain { get; set; }
    [DataMember(Order = 12)] public List<DateTime> Passes { get; set; } = [];
}

[DataContract]
public sealed record Point(
    [property: DataMember(Order = 1)] double Ra,
    [property: DataMember(Order = 2)] double Dec)
{
    [DataMember(Order = 3)] public string Name { get; init; } = "";
}
