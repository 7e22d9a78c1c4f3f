using System.Globalization;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>A limit that a setting such as <c>--limits connections=1000</c> names.</summary>
/// <param name="Name">Its name, in kebab case.</param>
/// <param name="Get">Its value; null is no limit.</param>
/// <param name="Set">Sets it.</param>
internal sealed record Limit<TLimits>(string Name, Func<TLimits, int?> Get, Action<TLimits, int?> Set)
    where TLimits : class, new()
{
    private const string None = "none";

    /// <summary>Reads <c>NAME=NUMBER</c> items, separated by commas. Limits that are not named keep their defaults.</summary>
    /// <exception cref="FormatException">An item is wrong; the message says what is expected.</exception>
    public static TLimits ParseList(string text, IReadOnlyList<Limit<TLimits>> all)
    {
        var limits = new TLimits();
        foreach (string item in ItemList.Split(text, alsoAtSemicolons: true))
        {
            string[] parts = item.Split('=', 2, StringSplitOptions.TrimEntries);
            Limit<TLimits> limit = all.FirstOrDefault(known => known.Name == parts[0])
                ?? throw new FormatException(
                    $"NAME=NUMBER or NAME=none, where NAME is one of {string.Join(", ", all.Select(known => known.Name))}");
            limit.Set(limits, parts.Length == 2 ? ParseValue(limit.Name, parts[1]) : throw NoValue(limit.Name));
        }

        return limits;
    }

    /// <summary>The defaults, as <see cref="ParseList"/> reads them.</summary>
    public static string Defaults(IReadOnlyList<Limit<TLimits>> all)
    {
        var usual = new TLimits();
        return string.Join(',', all.Select(limit =>
            $"{limit.Name}={limit.Get(usual)?.ToString(CultureInfo.InvariantCulture) ?? None}"));
    }

    private static int? ParseValue(string name, string text) =>
        text == None ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 ? value
        : throw NoValue(name);

    private static FormatException NoValue(string name) => new($"a whole number above zero, or {None}, for {name}, such as {name}=100");
}
