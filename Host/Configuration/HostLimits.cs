namespace CodeFirstSatellite.Host.Configuration;

/// <summary>What all clients together may make the Host hold. Null is no limit.</summary>
internal sealed class HostLimits
{
    /// <summary>Every limit, under the name that <c>--limits</c> has for it.</summary>
    public static IReadOnlyList<Limit<HostLimits>> All { get; } =
    [
        new("connections", limits => limits.Connections, (limits, value) => limits.Connections = value),
        new("handshakes", limits => limits.Handshakes, (limits, value) => limits.Handshakes = value),
        new(
            "handshakes-per-address",
            limits => limits.HandshakesPerAddress,
            (limits, value) => limits.HandshakesPerAddress = value),
        new("request-bytes", limits => limits.RequestBytes, (limits, value) => limits.RequestBytes = value),
        new("receiving-bytes", limits => limits.ReceivingBytes, (limits, value) => limits.ReceivingBytes = value),
        new(
            "control-frames-per-second",
            limits => limits.ControlFramesPerSecond,
            (limits, value) => limits.ControlFramesPerSecond = value),
    ];

    /// <summary>Connections whose TLS handshake is done. Further ones are closed.</summary>
    public int? Connections { get; set; } = 1_000;

    /// <summary>Connections whose handshake is not done yet. When there are more, the oldest is cut.</summary>
    public int? Handshakes { get; set; } = 500;

    /// <summary>The same for one remote address.</summary>
    public int? HandshakesPerAddress { get; set; } = 250;

    /// <summary>
    /// Frames of one connection that carry nothing, such as PING and SETTINGS. gRPC's own programs send a PING for what they have read to
    /// measure the line, a few hundred a second on a fast one.
    /// </summary>
    public int? ControlFramesPerSecond { get; set; } = 2_000;

    /// <summary>
    /// A request message, but for images to store. Requests are coordinates and names; with gRPC's own 4 MiB a client could make the Host
    /// hold as much for each of its streams. Null is gRPC's own.
    /// </summary>
    public int? RequestBytes { get; set; } = 4 * 1024;

    /// <summary>
    /// What messages of streams that have not arrived whole may take, of all calls together. A certificate may take a quarter.
    /// </summary>
    public int? ReceivingBytes { get; set; } = 256 * 1024 * 1024;
}
