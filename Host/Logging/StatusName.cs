using System.Collections.Frozen;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>Status codes as gRPC spells them, such as OUT_OF_RANGE.</summary>
internal static class StatusName
{
    private static readonly FrozenDictionary<StatusCode, string> Names =
        Enum.GetValues<StatusCode>().ToFrozenDictionary(code => code, code => Spell(code.ToString()));

    public static string Of(StatusCode code) => Names.GetValueOrDefault(code, "UNKNOWN");

    private static string Spell(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) && char.IsLower(name[i - 1]) ? $"_{c}" : $"{c}")).ToUpperInvariant();
}
