using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>What a map that cannot be read for now is called in gRPC.</summary>
internal static class MapFailure
{
    public static RpcException ToUnavailable(this MapReadException e) => new(new Status(StatusCode.Unavailable, e.Message, e));
}
