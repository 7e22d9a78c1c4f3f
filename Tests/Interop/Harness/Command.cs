using System.Diagnostics;

namespace Tests.Interop.Harness;

/// <summary>A program to start, with its arguments.</summary>
internal sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    // What a developer's shell says about tokens, addresses and proxies must not reach the programs under test.
    private static readonly string[] StrippedPrefixes = ["SATELLITE_", "SATCLI_", "ASPNETCORE_", "DOTNET_URLS"];
    private static readonly string[] StrippedNames = ["http_proxy", "https_proxy", "all_proxy", "grpc_proxy"];

    /// <summary>Variables to set; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public string? WorkingDirectory { get; init; }

    public override string ToString() => string.Join(' ', Arguments.Prepend(Program).Select(Quoted));

    public ProcessStartInfo ToStartInfo()
    {
        var info = new ProcessStartInfo(Program, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = WorkingDirectory ?? "",
        };
        foreach (var name in info.Environment.Keys.Where(IsStripped).ToList())
        {
            info.Environment.Remove(name);
        }

        foreach (var (name, value) in Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static bool IsStripped(string name) =>
        StrippedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) ||
        StrippedNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string Quoted(string argument) => argument.Contains(' ', StringComparison.Ordinal) ? $"'{argument}'" : argument;
}
