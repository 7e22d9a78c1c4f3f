using CodeFirst.Generator.Parsing;

namespace CodeFirst.Generator.Checking;

/// <summary>The mistakes that show only when all declarations of an assembly and their names are known.</summary>
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

    /// <summary>
    /// Names that are two in protobuf and one elsewhere, since they differ in case alone: of packages in files and folders, of services in
    /// routes.
    /// </summary>
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

    /// <summary>Every <c>[assembly: ProtoFile]</c> speaks of a package that there is, and no two of one.</summary>
    private static IEnumerable<DiagnosticInfo> Options(AssemblyContracts contracts, IReadOnlyList<Declaration> declarations)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string package in contracts.Assembly.Packages.Select(p => p.Package))
        {
            string? ignored = seen.Add(package) switch
            {
                false => "there is another one of that package; write one",

                // What a mistake elsewhere keeps out of the schema may be of the package.
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
