using CodeFirst.Generator.Parsing;

namespace CodeFirst.Generator.Checking;

/// <summary>Mistakes that show only when all declarations of an assembly and their names are known.</summary>
internal static class SchemaCheck
{
    public static EquatableArray<DiagnosticInfo> Of(AssemblyContracts contracts, NameTable names)
    {
        IReadOnlyList<Declaration> declarations = Declaration.All(contracts, names);
        return new(
        [
            .. ScopeCheck.Of(contracts, declarations, names),
            .. Cases(contracts.Services, declarations),
            .. FileCheck.Of(declarations),
            .. ImportCheck.Of(declarations, names),
            .. Options(contracts, declarations),
        ]);
    }

    /// <summary>Names that differ only in case: packages become files and folders, services become routes.</summary>
    private static IEnumerable<DiagnosticInfo> Cases(IReadOnlyList<ServiceModel> services, IReadOnlyList<Declaration> declarations)
    {
        foreach (Declaration one in declarations.GroupBy(d => d.Package).Select(g => g.First()))
        {
            Declaration same = declarations.First(d => string.Equals(d.Package, one.Package, StringComparison.OrdinalIgnoreCase));
            if (same.Package != one.Package)
            {
                yield return DiagnosticInfo.About(one.Key, Descriptors.SamePackage, one.Readable, one.Package, same.Package, same.Readable);
            }
        }

        foreach (ServiceModel one in services)
        {
            ServiceModel same = services.First(s => string.Equals(s.FullName, one.FullName, StringComparison.OrdinalIgnoreCase));
            if (same.Package == one.Package && same.FullName != one.FullName)
            {
                (string key, string name) = (one.Type.FullName, one.Type.Readable);
                yield return DiagnosticInfo.About(key, Descriptors.SameRoute, name, one.FullName, same.FullName, same.Type.Readable);
            }
        }
    }

    /// <summary>Each <c>[assembly: ProtoFile]</c> is about an existing package, and is the only one about it.</summary>
    private static IEnumerable<DiagnosticInfo> Options(AssemblyContracts contracts, IReadOnlyList<Declaration> declarations)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string package in contracts.Assembly.Packages.Select(p => p.Package))
        {
            string? ignored = seen.Add(package) switch
            {
                false => "there is another one of that package; write one",

                // A declaration that a mistake keeps out of the schema may be in the package.
                true when contracts.IsComplete && declarations.All(d => d.Package != package) =>
                    "no type of the assembly is in that package; correct its name, or remove it",
                _ => null,
            };
            if (ignored is not null)
            {
                string key = AssemblyParser.Key(package);
                yield return DiagnosticInfo.About(key, Descriptors.IgnoredProtoFile, key, ignored);
            }
        }
    }
}
