using CodeFirstSatellite.Host.Configuration;

namespace CodeFirstSatellite.Host.Security;

/// <summary>Who may call what, on which maps and where. Without an access file, every client that is let in may call everything.</summary>
internal sealed class AccessList
{
    // Null without a file.
    private readonly IReadOnlyList<AccessRule>? _rules;

    private AccessList(IReadOnlyList<AccessRule>? rules) => _rules = rules;

    /// <summary>Without an access file.</summary>
    public static Reloadable<AccessList> Everybody { get; } = Load(new SatelliteOptions());

    /// <summary>Whether there is no access file.</summary>
    public bool IsOpen => _rules is null;

    /// <summary>Reads the access file, which has at least one rule.</summary>
    /// <exception cref="StartException">The file cannot be read, has no rule, or has a line that is none.</exception>
    public static Reloadable<AccessList> Load(SatelliteOptions options)
    {
        string[] maps = [.. options.Maps.Select(map => map.Name)];
        return Reloadable<AccessList>.Read(
            [options.AccessFile],
            () => new(options.AccessFile is { } path ? ListFile.Read(path, "access rule", line => AccessRule.Parse(line, maps)) : null),
            list => $"the access rules file '{options.AccessFile}', rules={list._rules?.Count}");
    }

    /// <summary>Looks for a rule that allows a call.</summary>
    /// <param name="client">Who calls.</param>
    /// <param name="method">The method's path.</param>
    /// <param name="map">The map; null for a call of none.</param>
    /// <param name="area">What is asked of the map; null if the call asks for no cells.</param>
    /// <returns>What is missing, of the call alone; null if it is allowed.</returns>
    public string? FindObjection(ClientIdentity client, string method, string? map, CellRange? area)
    {
        if (_rules is null)
        {
            return null;
        }

        AccessRule[] rules = RulesOf(client, method);
        string denied = $"this client's certificate, with SHA-256 {client.CertificateSha256}, may not call {method[1..]}";
        if (rules.Length == 0)
        {
            return denied + " on this server";
        }

        if (map is null)
        {
            return null;
        }

        rules = Array.FindAll(rules, rule => rule.Maps?.Contains(map) ?? true);
        return rules.Length == 0 ? $"{denied} on map '{map}'"
            : area is { } asked && !Array.Exists(rules, rule => rule.Area?.Covers(asked) ?? true) ? $"{denied} on map '{map}' in {asked}"
            : null;
    }

    /// <summary>Whether a client may only call a method in parts of a map.</summary>
    public bool IsBounded(ClientIdentity client, string method, string map) =>
        _rules is not null
        && Array.TrueForAll(RulesOf(client, method), rule => rule.Area is not null || !(rule.Maps?.Contains(map) ?? true));

    private AccessRule[] RulesOf(ClientIdentity client, string method) =>
    [
        .. _rules!.Where(rule => (rule.Client is null || ClientName.IsOf(client, rule.Client)) && (rule.Methods?.Contains(method) ?? true)),
    ];
}
