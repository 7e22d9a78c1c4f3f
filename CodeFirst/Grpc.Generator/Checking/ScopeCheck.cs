using CodeFirst.Grpc.Generator.Diagnostics;
using CodeFirst.Grpc.Generator.Model;

namespace CodeFirst.Grpc.Generator.Checking;

/// <summary>
/// One name, one meaning. A package is a scope of messages, enums, services and the packages below it, and of the values of
/// its enums too: they stand beside their enum, not in it.
/// </summary>
internal static class ScopeCheck
{
    public static IEnumerable<DiagnosticInfo> Of(AssemblyContracts contracts, IReadOnlyList<Declaration> declarations, NameTable names)
    {
        var meanings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((Declaration user, ProtoTypeRef imported) in declarations.SelectMany(d => d.Uses.Select(u => (d, u))).Where(i => i.u.ImportedName is not null))
        {
            string readable = imported.FullName.Replace("global::", "");
            string meaning = $"'{readable}' of another assembly";
            if (!meanings.TryGetValue(imported.ImportedName!, out string other))
            {
                meanings.Add(imported.ImportedName!, meaning);
            }
            else if (other != meaning)
            {
                yield return DiagnosticInfo.About(user.Key, Descriptors.DuplicateProtoName, readable, imported.ImportedName!, other, Declaration.NameType);
            }
        }

        foreach (string package in declarations.Select(d => d.FullName).Concat(meanings.Keys).SelectMany(Packages).Distinct().ToList())
        {
            meanings[package] = $"the package '{package}'";
        }

        // Of two enums of one name all values may collide as well; one that is named otherwise has others.
        var reported = new HashSet<string>(StringComparer.Ordinal);
        IEnumerable<Declaration> values = contracts.Enums.Where(e => !reported.Contains(e.Type.FullName)).SelectMany(e => Values(e, names[e.Type.FullName]));
        foreach (Declaration declaration in declarations.Concat(values))
        {
            if (meanings.TryGetValue(declaration.FullName, out string other))
            {
                reported.Add(declaration.Key);
                yield return DiagnosticInfo.About(declaration.Key, Descriptors.DuplicateProtoName, declaration.Readable, declaration.FullName, other, declaration.Fix);
            }
            else
            {
                meanings.Add(declaration.FullName, $"'{declaration.Readable}'");
            }
        }
    }

    private static IEnumerable<Declaration> Values(EnumModel type, ProtoName name) => type.Values.Select(v => new Declaration(
        type.Type.FullName + "/" + v.ProtoName,
        name.Readable + "." + v.ProtoName,
        name.Package,
        name.Package.Length == 0 ? v.ProtoName : name.Package + "." + v.ProtoName,
        name.File,
        "[EnumMember(Value = \"…\")]",
        []));

    /// <summary>The packages that a full name is in: of a.b.C these are a and a.b.</summary>
    private static IEnumerable<string> Packages(string fullName)
    {
        for (int dot = fullName.IndexOf('.'); dot > 0; dot = fullName.IndexOf('.', dot + 1))
        {
            yield return fullName.Substring(0, dot);
        }
    }
}
