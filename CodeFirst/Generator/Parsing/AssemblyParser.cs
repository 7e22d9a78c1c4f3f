namespace CodeFirst.Generator.Parsing;

/// <summary>The assembly's own attributes to <see cref="AssemblyModel"/>.</summary>
internal static class AssemblyParser
{
    public static AssemblyModel Parse(Compilation compilation) => new(
        compilation.AssemblyName ?? "",
        Namespace(compilation),
        new(ProtoFiles(compilation).Select(a => new PackageOptions(Package(a), a.Named("FileName"), a.Named("GoPackage")))));

    /// <summary>Where the attributes stand; of several of one package, the last.</summary>
    public static EquatableArray<Declared> Places(Compilation compilation) => new(ProtoFiles(compilation)
        .Reverse()
        .Select(a => (Key: Key(Package(a)), Place: Place.Of(a.ApplicationSyntaxReference is { } syntax ? Location.Create(syntax.SyntaxTree, syntax.Span) : null)))
        .Where(p => p.Place is not null)
        .Select(p => new Declared(p.Key, p.Place!)));

    /// <summary>What the attribute of a package is known by among declarations.</summary>
    public static string Key(string package) => "assembly: " + package;

    /// <summary>The assembly's name as a namespace, where no type has that name.</summary>
    private static string Namespace(Compilation compilation)
    {
        IEnumerable<string> parts = (compilation.AssemblyName ?? "").Split('.')
            .Select(part => new string([.. part.Select(c => char.IsLetterOrDigit(c) ? c : '_')]))
            .Select(part => part.Length == 0 || char.IsDigit(part[0]) ? "_" + part : InSource.Name(part));
        string found = string.Join(".", parts) + ".Generated";
        while (Enumerable.Range(1, found.Length).Any(end => (end == found.Length || found[end] == '.') && compilation.Declares(found.Substring(0, end))))
        {
            found = "_" + found.TrimStart('@');
        }

        return found;
    }

    private static IEnumerable<AttributeData> ProtoFiles(Compilation compilation) => compilation.Assembly.Attributes(KnownNames.ProtoFile);

    private static string Package(AttributeData attribute) => attribute.FirstOrNamed("Package") ?? "";
}
