using System.Collections.Frozen;
using System.Text.Json;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>Status codes as gRPC spells them, such as OUT_OF_RANGE. Every call is logged with one, so they are spelt once.</summary>
internal static class StatusName
{
    private static readonly FrozenDictionary<StatusCode, string> Names = Enum.GetValues<StatusCode>()
        .ToFrozenDictionary(code => code, code => JsonNamingPolicy.SnakeCaseUpper.ConvertName(code.ToString()));

    public static string Of(StatusCode code) => Names.GetValueOrDefault(code, "UNKNOWN");
}
