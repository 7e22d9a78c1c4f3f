namespace CodeFirst.Generator.Checking;

/// <summary>
/// One name, one meaning. A package is a scope of messages, enums, services and the packages below it, and of the values of
/// its enums too: they stand beside their enum, not in it.
/// </summary>
internal static class ScopeCheck
{
    private const string NameValue = "[EnumMember(Value = \"…\")]";

    public static IEnumerable<DiagnosticInfo> Of(AssemblyContracts contracts, IReadOnlyList<Declaration> declarations, NameTable names)
    {
        var meanings = new Dictionary<string, string>(StringComparer.Ordinal);
        var reported = new HashSet<string>(StringComparer.Ordinal);
        List<Imported> types = [.. declarations.SelectMany(d => d.Uses.Where(u => u.ImportedName is not null).Select(u => new Imported(d.Key, u, Readable(u), u.ImportedName!, Declaration.NameType)))];

        // Of two enums of one name all values may collide as well; one that is named otherwise has others.
        foreach (Imported imported in types.Concat(types.Where(t => !reported.Contains(t.Type.FullName)).SelectMany(Values)))
        {
            string meaning = $"'{imported.Readable}' of another assembly";
            if (!meanings.TryGetValue(imported.FullName, out string other))
            {
                meanings.Add(imported.FullName, meaning);
            }
            else if (other != meaning)
            {
                reported.Add(imported.Type.FullName);
                yield return DiagnosticInfo.About(imported.UserKey, Descriptors.DuplicateProtoName, imported.Readable, imported.FullName, other, imported.Fix);
            }
        }

        foreach (string package in declarations.Select(d => d.FullName).Concat(meanings.Keys).SelectMany(Packages).Distinct().ToList())
        {
            meanings[package] = $"the package '{package}'";
        }

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

    /// <summary>Several types of C# may be one of google.protobuf.</summary>
    private static string Readable(ProtoTypeRef type) => type.ImportedName!.StartsWith("google.protobuf.", StringComparison.Ordinal) ? type.ImportedName : type.FullName.Replace("global::", "");

    private static IEnumerable<Declaration> Values(EnumModel type, ProtoName name) => type.Values.Select(v => new Declaration(
        type.Type.FullName + "/" + v.ProtoName,
        name.Readable + "." + v.ProtoName,
        name.Package,
        Beside(name.FullName, v),
        name.File,
        NameValue,
        []));

    private static IEnumerable<Imported> Values(Imported type) => type.Type.ImportedValues.Select(v => type with
    {
        Readable = type.Readable + "." + v.ProtoName,
        FullName = Beside(type.FullName, v),
        Fix = NameValue,
    });

    private static string Beside(string enumName, EnumValueModel value) => enumName.Substring(0, enumName.LastIndexOf('.') + 1) + value.ProtoName;

    /// <summary>The packages that a full name is in: of a.b.C these are a and a.b.</summary>
    private static IEnumerable<string> Packages(string fullName)
    {
        for (int dot = fullName.IndexOf('.'); dot > 0; dot = fullName.IndexOf('.', dot + 1))
        {
            yield return fullName.Substring(0, dot);
        }
    }

    /// <summary>A type of another assembly, or a value of such an enum, and who uses it.</summary>
    private sealed record Imported(string UserKey, ProtoTypeRef Type, string Readable, string FullName, string Fix);
}
