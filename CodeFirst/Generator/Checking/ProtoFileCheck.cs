using CodeFirst.Generator.Diagnostics;
using CodeFirst.Generator.Model;
using CodeFirst.Generator.Parsing;

namespace CodeFirst.Generator.Checking;

/// <summary>Every <c>[assembly: ProtoFile]</c> speaks of a package that there is, and no two of one.</summary>
internal static class ProtoFileCheck
{
    public static IEnumerable<DiagnosticInfo> Of(AssemblyContracts contracts, IReadOnlyList<Declaration> declarations)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string package in contracts.Assembly.Packages.Select(p => p.Package))
        {
            string? ignored = seen.Add(package) switch
            {
                false => "there is another one of that package; write one",

                // What a mistake elsewhere keeps out of the schema may be of the package.
                true when contracts.IsComplete && declarations.All(d => d.Package != package) => "no type of the assembly is in that package; correct its name, or remove it",
                _ => null,
            };
            if (ignored is not null)
            {
                yield return DiagnosticInfo.About(AssemblyParser.Key(package), Descriptors.IgnoredProtoFile, $"assembly: {package}", ignored);
            }
        }
    }
}
