using System.Reflection;

namespace CodeFirstSatellite.Cli;

/// <summary>Which satcli this is.</summary>
internal static class ProgramVersion
{
    private const int ShortCommit = 12;

    // The SDK writes VERSION+COMMIT, or VERSION alone outside a repository.
    private static readonly string[] Parts = typeof(ProgramVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion
        .Split('+');

    public static string Number => Parts[0];

    /// <summary>The commit that it was built from, shortened; null if that is not known.</summary>
    public static string? Commit => Parts is [_, { Length: > ShortCommit } commit] ? commit[..ShortCommit] : null;
}
