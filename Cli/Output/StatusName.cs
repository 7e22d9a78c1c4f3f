using System.Text.Json;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>Names a status as the gRPC documents do: OUT_OF_RANGE.</summary>
internal static class StatusName
{
    public static string Of(StatusCode code) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(code.ToString());
}
