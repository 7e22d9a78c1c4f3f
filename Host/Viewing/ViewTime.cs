using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;
using Microsoft.Extensions.Primitives;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>The time as of which a request means its map: the parameter <c>at</c>, in the words of calls.</summary>
internal static class ViewTime
{
    /// <summary>The time that the request names, in microseconds since 1970; null if it names none.</summary>
    /// <exception cref="BadHttpRequestException">It is no time.</exception>
    public static long? Of(HttpContext http) => http.Request.Query.TryGetValue(CallMetadata.At, out StringValues text)
        ? Translate(() => CallTime.Parse(text.ToString(), $"parameter '{CallMetadata.At}'", "a version"))
        : null;

    /// <summary>The same, if the map can be shown as it was then.</summary>
    /// <exception cref="BadHttpRequestException">It is no time, or none that the map can be shown at.</exception>
    public static (IPastMaps Past, long Time)? Of(HttpContext http, IMapSource map) =>
        Of(http) is { } time ? Translate(() => CallTime.AsOf(map, time)) : null;

    /// <summary>What comes after an address that is to mean a time.</summary>
    public static string QueryOf(long? time) => time is { } known ? $"?{CallMetadata.At}={VersionTime.Format(known)}" : "";

    private static T Translate<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (RpcException e)
        {
            throw new BadHttpRequestException(e.Status.Detail, e.StatusCode switch
            {
                StatusCode.InvalidArgument => StatusCodes.Status400BadRequest,
                StatusCode.OutOfRange => StatusCodes.Status410Gone,
                _ => StatusCodes.Status404NotFound,
            });
        }
    }
}
