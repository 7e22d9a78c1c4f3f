using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Host.Maps;

/// <summary>The time as of which a call means its map, in metadata <c>at</c>.</summary>
internal static class CallTime
{
    /// <summary>Whether a call names a time.</summary>
    public static bool IsNamed(CallContext context) => TextOf(context) is not null;

    /// <summary>The version that a map had at the time that a call names; null if it names none.</summary>
    /// <exception cref="RpcException">
    /// INVALID_ARGUMENT: it is no time; FAILED_PRECONDITION: the map keeps no older images; OUT_OF_RANGE: none of that time.
    /// </exception>
    public static long? Of(CallContext context, IMapSource map)
    {
        if (TextOf(context) is not { } text)
        {
            return null;
        }

        long version = Parse(text);
        IPastMaps past = map.Past ?? throw new RpcException(new Status(
            StatusCode.FailedPrecondition,
            $"the map '{map.Name}' keeps no older images; a server keeps those of its MBTiles files with --map FILE#history=30d"));
        long since = past.Since;
        return version >= since
            ? version
            : throw new RpcException(new Status(
                StatusCode.OutOfRange,
                $"the map '{map.Name}' can be shown as it was from {VersionTime.Format(since)} on, "
                + $"and {VersionTime.Format(version)} is before that"));
    }

    private static string? TextOf(CallContext context) =>
        context.ServerCallContext?.GetHttpContext().Request.Headers[CallMetadata.At] is { Count: > 0 } text ? text.ToString() : null;

    private static long Parse(string text) => VersionTime.TryParse(text, out long version)
        ? version
        : throw new RpcException(new Status(
            StatusCode.InvalidArgument,
            $"the metadata '{CallMetadata.At}' is '{text}'; expected a time such as 2026-11-20T12:00:00Z, or a version"));
}
