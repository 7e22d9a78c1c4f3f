using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>The statuses of a grid's errors.</summary>
internal static class GridStatus
{
    public static RpcException ToRpcException(this GridError error) => new(new Status(CodeOf(error.Kind), error.Message));

    private static StatusCode CodeOf(GridErrorKind kind) => kind switch
    {
        GridErrorKind.OutOfGrid or GridErrorKind.Inverted => StatusCode.OutOfRange,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "an error of a grid that has no status yet"),
    };
}
