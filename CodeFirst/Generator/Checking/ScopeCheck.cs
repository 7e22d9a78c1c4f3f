using CodeFirst.Generator.Parsing;

namespace CodeFirst.Generator.Checking;

/// <summary>
/// A name means one thing. A package is a scope of messages, enums, services, the packages below it, and the values of its enums:
/// they stand beside their enum, not in it.
/// </summary>
internal static class ScopeCheck
{
    public static IEnumerable<DiagnosticInfo> Of(AssemblyContracts contracts, IReadOnlyList<Declaration> declarations, NameTable names)
    {
        var meanings = new Dictionary<string, string>(StringComparer.Ordinal);
        var reported = new HashSet<string>(StringComparer.Ordinal);
        List<Imported> types = [.. declarations
            .SelectMany(d => d.Uses.Where(u => u.ImportedName is not null).Select(u => new Imported(d.Key, u)))];

        // Where two enums have one name, their values may collide as well; renaming an enum renames its values.
        foreach (Imported imported in types.Concat(types.Where(t => !reported.Contains(t.Type.FullName)).SelectMany(t => t.Values)))
        {
            string meaning = $"'{imported.Readable}' of another assembly";
            if (!meanings.TryGetValue(imported.FullName, out string other))
            {
                meanings.Add(imported.FullName, meaning);
            }
            else if (other != meaning)
            {
                reported.Add(imported.Type.FullName);
                yield return Duplicate(imported.UserKey, imported.Readable, imported.FullName, other, imported.Fix);
            }
        }

        foreach (string package in declarations.Select(d => d.FullName).Concat(meanings.Keys).SelectMany(Packages).Distinct().ToList())
        {
            meanings[package] = $"the package '{package}'";
        }

        IEnumerable<Declaration> values = contracts.Enums.Where(e => !reported.Contains(e.Type.FullName))
            .SelectMany(e => Values(e, names[e.Type.FullName]));
        foreach (Declaration declaration in declarations.Concat(values))
        {
            if (meanings.TryGetValue(declaration.FullName, out string other))
            {
                reported.Add(declaration.Key);
                yield return Duplicate(declaration.Key, declaration.Readable, declaration.FullName, other, declaration.Fix);
            }
            else
            {
                meanings.Add(declaration.FullName, $"'{declaration.Readable}'");
            }
        }
    }

    private static DiagnosticInfo Duplicate(string key, string readable, string fullName, string other, string fix) =>
        DiagnosticInfo.About(key, Descriptors.DuplicateProtoName, readable, fullName, other, fix);

    private static IEnumerable<Declaration> Values(EnumModel type, ProtoName name) => type.Values.Select(v => new Declaration(
        type.Type.FullName + "/" + v.ProtoName,
        type.Type.Readable + "." + v.ProtoName,
        name.Package,
        Beside(name.FullName, v),
        name.File,
        EnumParser.ValueFix,
        []));

    private static string Beside(string enumName, EnumValueModel value) =>
        enumName.Substring(0, enumName.LastIndexOf('.') + 1) + value.ProtoName;

    /// <summary>The packages around a full name: a and a.b for a.b.C.</summary>
    private static IEnumerable<string> Packages(string fullName)
    {
        for (int dot = fullName.IndexOf('.'); dot > 0; dot = fullName.IndexOf('.', dot + 1))
        {
            yield return fullName.Substring(0, dot);
        }
    }

    /// <summary>A type of another assembly, or a value of such an enum.</summary>
    private sealed record Imported(string UserKey, ProtoTypeRef Type)
    {
        // Several types of C# may be one type of google.protobuf.
        public string Readable { get; init; } = Type.ImportedName!.StartsWith("google.protobuf.", StringComparison.Ordinal)
            ? Type.ImportedName
            : InSource.Readable(Type.FullName);

        public string FullName { get; init; } = Type.ImportedName!;

        public string Fix { get; init; } = MessageParser.NameFix;

        public IEnumerable<Imported> Values => Type.ImportedValues.Select(v => this with
        {
            Readable = Readable + "." + v.ProtoName,
            FullName = Beside(FullName, v),
            Fix = EnumParser.ValueFix,
        });
    }
}
