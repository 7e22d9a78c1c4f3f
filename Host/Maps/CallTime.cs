using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Host.Maps;

/// <summary>The times that a call's metadata names.</summary>
internal static class CallTime
{
    // By how much a client's clock may be ahead of the server's.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    /// <summary>Whether a call names a time as of which it means its map.</summary>
    public static bool IsNamed(CallContext context) => TextOf(context, CallMetadata.At) is not null;

    /// <summary>The time as of which a call means a map, in microseconds since 1970, and its states; null if it names none.</summary>
    /// <exception cref="RpcException">
    /// INVALID_ARGUMENT: it is no time; FAILED_PRECONDITION: the map keeps no older images; OUT_OF_RANGE: none of that time.
    /// </exception>
    public static (IPastMaps Past, long Time)? Of(CallContext context, IMapSource map) =>
        TimeIn(context, CallMetadata.At, "a version") is { } time ? AsOf(map, time) : null;

    /// <summary>The same for a time that was named elsewhere.</summary>
    /// <exception cref="RpcException">
    /// FAILED_PRECONDITION: the map keeps no older images; OUT_OF_RANGE: none of that time.
    /// </exception>
    public static (IPastMaps Past, long Time) AsOf(IMapSource map, long time)
    {
        IPastMaps past = map.Past ?? throw new RpcException(new Status(
            StatusCode.FailedPrecondition,
            $"the map '{map.Name}' keeps no older images; a server keeps those of a file or database with --map FILE#history=30d"));
        long since = past.Since;
        return time >= since
            ? (past, time)
            : throw new RpcException(new Status(
                StatusCode.OutOfRange,
                $"the map '{map.Name}' can be shown as it was from {VersionTime.Format(since)} on, "
                + $"and {VersionTime.Format(time)} is before that"));
    }

    /// <summary>When the images that a call stores were taken, in microseconds since 1970; null if it does not tell.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: it is no time, or in the future.</exception>
    public static long? Taken(CallContext context, TimeProvider clock)
    {
        long? taken = TimeIn(context, CallMetadata.Taken, "microseconds since 1970");
        DateTimeOffset now = clock.GetUtcNow();
        return taken is { } time && time > VersionTime.Of(now + Ahead)
            ? throw new RpcException(new Status(
                StatusCode.InvalidArgument,
                $"the metadata '{CallMetadata.Taken}' is {VersionTime.Format(time)}, which is yet to come: the server's clock says "
                + $"{VersionTime.Format(VersionTime.Of(now))}; send the time when the images were taken"))
            : taken;
    }

    /// <summary>Reads a time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What it was named in, for the message.</param>
    /// <param name="otherForm">What a bare number is, for the message.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT: it is none.</exception>
    public static long Parse(string text, string what, string otherForm) => VersionTime.TryParse(text, out long time)
        ? time
        : throw new RpcException(new Status(
            StatusCode.InvalidArgument, $"the {what} is '{text}'; expected a time such as 2026-11-20T12:00:00Z, or {otherForm}"));

    private static long? TimeIn(CallContext context, string name, string otherForm) =>
        TextOf(context, name) is { } text ? Parse(text, $"metadata '{name}'", otherForm) : null;

    private static string? TextOf(CallContext context, string name) =>
        context.ServerCallContext?.GetHttpContext().Request.Headers[name] is { Count: > 0 } text ? text.ToString() : null;
}
