using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>What a map that cannot be read is called in gRPC.</summary>
internal static class MapFailure
{
    public static RpcException ToRpcException(this MapUnavailableException e) => new(new Status(StatusCode.Unavailable, e.Message, e));
}
