namespace CodeFirstSatellite.Host.Configuration;

/// <summary>
/// Settings that make ASP.NET Core open further ports. The Host ignores them, so it refuses them: whoever set one expects a port that would
/// not be there, or would lack mutual TLS.
/// </summary>
internal static class ForeignPorts
{
    private static readonly string[] Variables =
        ["ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_HTTP_PORTS", "DOTNET_HTTPS_PORTS"];

    private static readonly string[] VariablePrefixes = ["ASPNETCORE_Kestrel__Endpoints__", "DOTNET_Kestrel__Endpoints__"];

    private static readonly string[] Keys = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    /// <summary>One line for each setting that is set. An empty variable opens nothing.</summary>
    public static IEnumerable<string> Find(IReadOnlyDictionary<string, string> environment, IConfiguration configuration) =>
    [
        .. environment.Keys
            .Where(name => IsForeign(name) && environment[name].Length > 0)
            .Order(StringComparer.Ordinal)
            .Select(name => Line($"{name} is set to '{environment[name]}'")),
        .. Keys.Select(configuration.GetSection).Where(section => section.Exists())
            .Select(section => Line($"the key {section.Path} is set")),
    ];

    private static bool IsForeign(string variable) =>
        Variables.Contains(variable, StringComparer.OrdinalIgnoreCase)
        || VariablePrefixes.Any(prefix => variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static string Line(string what) =>
        $"{what}, but the Host opens only the ports of --urls, with mutual TLS; remove it and use --urls, SATELLITE_URLS or Satellite:Urls";
}
